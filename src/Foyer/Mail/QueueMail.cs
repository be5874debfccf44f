using Foyer.Data;
using Foyer.Web;

namespace Foyer.Mail;

/// <summary>Queues mail in the transaction of the operation that causes it; after the commit, nudge <c>WorkSignal&lt;OutgoingMail&gt;</c>.</summary>
public sealed class QueueMail(FoyerDb db, CurrentTenant tenant, MailTemplates templates, MailPayloads payloads, TimeProvider clock)
{
    // Due before everything that is queued now: such mail does not wait behind a batch.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Adds a mail to the current context; it is stored when the caller saves.</summary>
    public OutgoingMail Queue(string kind, string recipient, string language, Guid? subjectId, ReadOnlySpan<byte> payload)
    {
        var mail = Make(kind, recipient, language, subjectId, payload);
        db.OutgoingMails.Add(mail);
        return mail;
    }

    /// <summary>Makes the row only, for callers that write many at once.</summary>
    public OutgoingMail Make(string kind, string recipient, string language, Guid? subjectId, ReadOnlySpan<byte> payload)
    {
        var now = clock.UtcNow;
        var id = Ids.New(clock);
        return new OutgoingMail
        {
            TenantId = tenant.Id,
            Id = id,
            Kind = kind,
            Recipient = recipient,
            Language = language,
            SubjectId = subjectId,
            Payload = payloads.Protect(id, payload),
            State = DeliveryState.Queued,
            CreatedAt = now,
            NotBefore = templates[kind].IsUrgent ? now - Ahead : now,
        };
    }
}
