using Foyer.Audit;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Takes an open invitation back: the mailed link, a copied link and a mail that still waits are dead from this moment.</summary>
public sealed class RevokeInvitation(FoyerDb db, PendingMails mails, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid invitationId, CancellationToken ct)
    {
        var invitation = await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == invitationId, ct);
        if (invitation is null) return GuestProblems.NoSuchInvitation;

        return await db.Retrying(() => Revoke(admin, invitation, ct));
    }

    private async Task<Result<Done>> Revoke(TenantAdmin admin, Invitation invitation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Invitations.Where(i => i.Id == invitation.Id).RevokePending(clock.UtcNow, ct) == 0) return GuestProblems.NotPending;
        await mails.Cancel(invitation.Id, ct);
        db.AuditEntries.Add(admin.Did(clock, Activities.Revoked, "UserManagement", "Invitation", invitation.Id, invitation.Address, AuditDetails.Of(("guestId", invitation.GuestId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}

internal static class Revocation
{
    extension(IQueryable<Invitation> invitations)
    {
        /// <summary>The guarded write (security rule 3): of a redemption and a revocation at once exactly one finds the invitation open.</summary>
        public Task<int> RevokePending(DateTime now, CancellationToken ct) =>
            invitations.Where(i => i.State == InvitationState.Pending).ExecuteUpdateAsync(set => set
                .SetProperty(i => i.State, InvitationState.Revoked)
                .SetProperty(i => i.CopiedSecretHash, (byte[]?)null)
                .SetProperty(i => i.Delivery, i => i.Delivery == DeliveryState.Queued || i.Delivery == DeliveryState.Deferred ? DeliveryState.Cancelled : i.Delivery)
                .SetProperty(i => i.ClosedAt, now), ct);
    }
}
