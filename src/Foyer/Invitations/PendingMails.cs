using System.Text;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Mail;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>The invitation mails that have not left yet: taken back, or replaced by one with a new secret.</summary>
public sealed class PendingMails(FoyerDb db, QueueMail queue, WorkSignal<OutgoingMail> signal)
{
    /// <summary>The word that names the invitation's mail template.</summary>
    public const string Kind = "invitation";

    /// <summary>The copy that somebody else gets; its link is one that was copied, so it proves nothing.</summary>
    public const string Copy = "invitation.copy";

    /// <summary>
    /// Takes back the unsent mails of one invitation in the caller's transaction and wipes the secret they carry. A mail in
    /// flight loses its lease with this: should it arrive all the same, its link is already dead.
    /// </summary>
    public Task<int> Cancel(Guid invitationId, CancellationToken ct) =>
        db.OutgoingMails
            .Where(m => m.SubjectId == invitationId && (m.Kind == Kind || m.Kind == Copy) && (m.State == DeliveryState.Queued || m.State == DeliveryState.Deferred))
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.State, DeliveryState.Cancelled)
                .SetProperty(m => m.Payload, (byte[]?)null)
                .SetProperty(m => m.LeaseUntil, (DateTime?)null)
                .SetProperty(m => m.LeasedBy, (Guid?)null), ct);

    /// <summary>Queues a mail with a new secret instead of those that still wait, in the caller's transaction; call <see cref="Nudge"/> after the commit.</summary>
    public async Task Replace(Guid invitationId, string address, string language, InvitationSecret secret, CancellationToken ct)
    {
        await Cancel(invitationId, ct);
        queue.Queue(Kind, address, language, invitationId, Encoding.ASCII.GetBytes(secret.Reveal()));
    }

    public void Nudge() => signal.Nudge();
}
