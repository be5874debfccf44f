using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Makes a link to hand over by other means than mail. It has a secret of its own, since it proves nothing: whoever opens it
/// still needs the code that goes to the mailbox (security rule 4). The link that was copied before is dead.
/// </summary>
public sealed class CopyInvitationLink(FoyerDb db, FoyerOptions options, TimeProvider clock)
{
    /// <summary>The link, returned this once; only its secret's hash is kept (security rule 1).</summary>
    public async Task<Result<string>> Run(TenantAdmin admin, Guid invitationId, CancellationToken ct)
    {
        var invitation = await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == invitationId, ct);
        if (invitation is null) return GuestProblems.NoSuchInvitation;

        var now = clock.UtcNow;
        var secret = InvitationSecret.New();
        var hash = secret.Hash;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = await db.Invitations.Where(i => i.Id == invitationId && i.State == InvitationState.Pending && i.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.CopiedSecretHash, hash), ct);
        if (changed == 0) return invitation.State == InvitationState.Pending ? GuestProblems.Expired : GuestProblems.NotPending;
        db.AuditEntries.Add(admin.Did(clock, Activities.LinkCopied, "UserManagement", "Invitation", invitationId, invitation.Address, AuditDetails.Of(("guestId", invitation.GuestId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return InvitationLink.Of(options, admin.TenantId, invitationId, secret);
    }
}
