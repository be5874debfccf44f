using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>
/// Deletes a group so that it opens nothing any more and can be brought back for a while (<see cref="RestoreGroup"/>) with its
/// members, owners and apps.
/// </summary>
public sealed class DeleteGroup(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, CancellationToken ct)
    {
        if (await db.Groups.Live.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return GroupProblems.NotFound;
        if (!await db.MayManage(manager, groupId, ct)) return GroupProblems.NotYours;

        var now = clock.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Groups.Live.Where(g => g.Id == groupId).ExecuteUpdateAsync(set => set.SetProperty(g => g.DeletedAt, now), ct) == 0) return GroupProblems.NotFound;
        db.AuditEntries.Add(manager.Did(clock, Activities.GroupDeleted, "GroupManagement", "Group", groupId, name));
        errands.Add(ErrandKind.GroupChanged, groupId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}
