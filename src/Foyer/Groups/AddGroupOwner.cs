using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>Makes a live user of the tenant an owner of a group (digest 5.2: at most 100 of them).</summary>
public sealed class AddGroupOwner(FoyerDb db, TimeProvider clock)
{
    private const int Most = 100;

    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, Guid ownerId, CancellationToken ct)
    {
        if (await db.Groups.Live.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } group) return GroupProblems.NotFound;
        if (!await db.MayManage(manager, groupId, ct)) return GroupProblems.NotYours;
        if (await db.Users.Live.Where(u => u.Id == ownerId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) is not { } owner) return GroupProblems.NoSuchUser;
        if (await db.GroupOwners.CountAsync(o => o.GroupId == groupId, ct) >= Most) return GroupProblems.TooManyOwners;

        db.GroupOwners.Add(new() { TenantId = manager.TenantId, GroupId = groupId, OwnerId = ownerId });
        db.AuditEntries.Add(manager.Did(clock, Activities.OwnerAdded, "GroupManagement", "User", ownerId, owner, AuditDetails.Of(("group", group), ("groupId", groupId))));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return GroupProblems.AlreadyOwner;
        }

        return Done.It;
    }
}
