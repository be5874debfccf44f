using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>Takes the ownership of a group away; a group may have no owner, administrators look after it then.</summary>
public sealed class RemoveGroupOwner(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, Guid ownerId, CancellationToken ct)
    {
        if (await db.Groups.Live.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } group) return GroupProblems.NotFound;
        if (!await db.MayManage(manager, groupId, ct)) return GroupProblems.NotYours;
        var owner = await db.Users.Where(u => u.Id == ownerId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.GroupOwners.Where(o => o.GroupId == groupId && o.OwnerId == ownerId).ExecuteDeleteAsync(ct) == 0) return GroupProblems.NotOwner;
        db.AuditEntries.Add(manager.Did(clock, Activities.OwnerRemoved, "GroupManagement", "User", ownerId, owner, AuditDetails.Of(("group", group), ("groupId", groupId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
