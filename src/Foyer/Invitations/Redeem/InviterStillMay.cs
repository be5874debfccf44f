using Foyer.Apps;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Why an invitation pauses: who invited may not invite any more, or what it grants may not be granted any more.</summary>
public enum Pause { Inviter, Grants }

/// <summary>
/// Whether who invited may still invite, and what the guest was granted may still be granted (security rules 7 and 8). When not, the
/// invitation pauses: nothing is lost, and it goes on when an administrator gives the right back or sends it again.
/// </summary>
public sealed class InviterStillMay(FoyerDb db, ResolveActor actors)
{
    public async Task<bool> Run(Invitation invitation, CancellationToken ct) => await WhyNot(invitation, ct) is null;

    /// <summary>
    /// Null when it may go on. What a file granted is vouched for by the inviter, or by whoever uploaded that file: it may have been
    /// another than the one that invited.
    /// </summary>
    public async Task<Pause?> WhyNot(Invitation invitation, CancellationToken ct)
    {
        if (await actors.InvitingRights(invitation.InviterId, invitation.InvitedByApp, ct) is not { } inviter) return Pause.Inviter;
        if (!inviter.MayInvite && !(invitation.StartsAnew && inviter.MayStartAnew)) return Pause.Inviter;
        var apps = db.AppRoleAssignments.Where(a => a.PrincipalId == invitation.GuestId && a.BatchId != null).Select(a => a.BatchId!.Value);
        var groups = db.GroupMembers.Where(m => m.UserId == invitation.GuestId && m.BatchId != null).Select(m => m.BatchId!.Value);
        return (inviter.MayGrantApps || await Uploaders(apps, uploader => uploader.MayGrantApps, ct))
            && (inviter.MayGrantGroups || await Uploaders(groups, uploader => uploader.MayGrantGroups, ct)) ? null : Pause.Grants;
    }

    /// <summary>True when whoever uploaded each of these files may still do so, and holds the right now.</summary>
    private async Task<bool> Uploaders(IQueryable<Guid> batches, Func<Inviter, bool> may, CancellationToken ct)
    {
        var ids = await batches.Distinct().ToListAsync(ct);
        if (ids.Count == 0) return true;
        var uploaders = await db.InvitationBatches.Where(b => ids.Contains(b.Id)).Select(b => new { b.Id, b.CreatedById, b.CreatedByApp }).ToListAsync(ct);
        if (uploaders.Count < ids.Count) return false;
        foreach (var by in uploaders.DistinctBy(b => b.CreatedById))
        {
            if (await actors.Inviter(by.CreatedById, by.CreatedByApp, ct) is not { } uploader || !may(uploader)) return false;
        }
        return true;
    }
}
