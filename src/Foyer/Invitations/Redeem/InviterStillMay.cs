using Foyer.Apps;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Policies;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Whether who invited may still invite, and still grant what the invitation granted (security rules 7 and 8). When not, the invitation
/// pauses: nothing is lost, and it goes on when an administrator gives the right back or invites anew.
/// </summary>
internal sealed class InviterStillMay(FoyerDb db, ResolveActor actors)
{
    public async Task<bool> Run(Invitation invitation, CancellationToken ct)
    {
        if (await actors.InvitingRights(invitation.InviterId, invitation.InvitedByApp, ct) is not { } inviter || !(inviter.MayInvite || (invitation.StartsAnew && inviter.MayStartAnew))) return false;
        if (invitation.BatchId is not { } batch) return true;
        if (!inviter.MayGrantApps && await db.AppRoleAssignments.AnyAsync(a => a.PrincipalId == invitation.GuestId && a.BatchId == batch, ct)) return false;
        return inviter.MayGrantGroups || !await db.GroupMembers.AnyAsync(m => m.UserId == invitation.GuestId && m.BatchId == batch, ct);
    }
}
