using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Takes a deleted group away for good: members, owners, and the apps that it had.</summary>
public sealed class PurgeGroup(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, CancellationToken ct)
    {
        if (!manager.OfEveryGroup) return GroupProblems.NotYours;
        var deleted = db.Groups.Where(g => g.Id == groupId && g.DeletedAt != null);
        if (await deleted.Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return GroupProblems.NotDeleted;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await deleted.ExecuteDeleteAsync(ct) == 0) return GroupProblems.NotDeleted;
        await db.AppRoleAssignments.Where(a => a.PrincipalType == PrincipalType.Group && a.PrincipalId == groupId).ExecuteDeleteAsync(ct);
        db.AuditEntries.Add(manager.Did(clock, Activities.GroupPurged, "GroupManagement", "Group", groupId, name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
