using Foyer.Audit;
using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>May change groups: an administrator of groups, an app with the permission, or a member of the organisation in the groups that they own.</summary>
public sealed record GroupManager : Actor
{
    internal GroupManager() { }

    /// <summary>False: only of groups that the actor owns.</summary>
    public required bool OfEveryGroup { get; init; }
}

internal static class ManagedGroups
{
    extension(FoyerDb db)
    {
        public async Task<bool> MayManage(GroupManager manager, Guid groupId, CancellationToken ct) =>
            manager.OfEveryGroup || await db.GroupOwners.AnyAsync(o => o.GroupId == groupId && o.OwnerId == manager.Id, ct);
    }
}
