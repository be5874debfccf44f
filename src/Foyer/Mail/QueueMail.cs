using Foyer.Data;
using Foyer.Web;
namespace Foyer.Mail;
public sealed class QueueMail(FoyerDb db, CurrentTenant tenant, TimeProvider clock)
{
    public OutgoingMail Queue(string kind, string recipient, string language, Guid? subjectId, ReadOnlySpan<byte> payload)
    {
        var m = new OutgoingMail { TenantId = tenant.Id, Id = Ids.New(clock), Kind = kind, Recipient = recipient, Language = language, SubjectId = subjectId, Payload = payload.ToArray(), State = DeliveryState.Queued, CreatedAt = clock.UtcNow, NotBefore = clock.UtcNow };
        db.OutgoingMails.Add(m);
        return m;
    }
}
