using Foyer.Data;
using Foyer.Web;
using Microsoft.AspNetCore.DataProtection;

namespace Foyer.Mail;

/// <summary>Queues mail in the transaction of the operation that causes it; what the template needs lies encrypted in the row.</summary>
public sealed class QueueMail(FoyerDb db, CurrentTenant tenant, IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("foyer.mail");

    /// <summary>Adds the mail to the current context; it is stored when the caller saves.</summary>
    public OutgoingMail Queue(string kind, string recipient, string language, Guid? subjectId, ReadOnlySpan<byte> payload)
    {
        var mail = Make(kind, recipient, language, subjectId, payload);
        db.OutgoingMails.Add(mail);
        return mail;
    }

    /// <summary>Makes the row only, for callers that write many at once.</summary>
    public OutgoingMail Make(string kind, string recipient, string language, Guid? subjectId, ReadOnlySpan<byte> payload) => new()
    {
        TenantId = tenant.Id,
        Id = Ids.New(clock),
        Kind = kind,
        Recipient = recipient,
        Language = language,
        SubjectId = subjectId,
        Payload = protector.Protect(payload.ToArray()),
        State = DeliveryState.Queued,
        CreatedAt = clock.UtcNow,
        NotBefore = clock.UtcNow,
    };
}
