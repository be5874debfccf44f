using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Objects that stand in a relation to groups: as ids of one group's, and asked once for all groups of an answer.</summary>
internal static class GroupRelations
{
    extension(GraphCall call)
    {
        /// <summary>Ids of the living users and groups that are directly in a group.</summary>
        public IQueryable<Guid> MembersOf(Guid groupId) =>
            (from m in call.Db.GroupMembers where m.GroupId == groupId join u in call.Db.Users.Live on m.UserId equals u.Id select u.Id)
            .Concat(from n in call.Db.NestedGroups where n.GroupId == groupId join g in call.Db.Groups.Live on n.MemberId equals g.Id select g.Id);

        /// <summary>Ids of all living users and groups in a group, also through the groups inside it.</summary>
        public IQueryable<Guid> AllMembersOf(Guid groupId)
        {
            var users = call.Db.UsersInside(groupId);
            return call.Db.Users.Live.Where(u => users.Contains(u.Id)).Select(u => u.Id).Concat(call.Db.GroupsInside(groupId));
        }

        public IQueryable<Guid> OwnersOf(Guid groupId) => from o in call.Db.GroupOwners where o.GroupId == groupId join u in call.Db.Users.Live on o.OwnerId equals u.Id select u.Id;
    }

    public static async Task<ILookup<Guid, GraphRow>> Members(GraphCall call, IReadOnlyList<Group> groups, SelectedName wanted)
    {
        var ids = groups.Select(g => g.Id).ToList();
        var users = await call.Db.GroupMembers.Where(m => EF.Parameter(ids).Contains(m.GroupId)).Select(m => new { m.GroupId, Other = m.UserId }).ToListAsync(call.Ct);
        var inner = await call.Db.NestedGroups.Where(n => EF.Parameter(ids).Contains(n.GroupId)).Select(n => new { n.GroupId, Other = n.MemberId }).ToListAsync(call.Ct);
        return await UserRelations.Rows(call, users.Concat(inner).Select(p => (p.GroupId, p.Other)));
    }

    public static async Task<ILookup<Guid, GraphRow>> Owners(GraphCall call, IReadOnlyList<Group> groups, SelectedName wanted)
    {
        var ids = groups.Select(g => g.Id).ToList();
        var pairs = await call.Db.GroupOwners.Where(o => EF.Parameter(ids).Contains(o.GroupId)).Select(o => new { o.GroupId, Other = o.OwnerId }).ToListAsync(call.Ct);
        return await UserRelations.Rows(call, pairs.Select(p => (p.GroupId, p.Other)));
    }

    public static async Task<ILookup<Guid, GraphRow>> MemberOf(GraphCall call, IReadOnlyList<Group> groups, SelectedName wanted)
    {
        var ids = groups.Select(g => g.Id).ToList();
        var pairs = await call.Db.NestedGroups.Where(n => EF.Parameter(ids).Contains(n.MemberId)).Select(n => new { n.MemberId, Other = n.GroupId }).ToListAsync(call.Ct);
        return await UserRelations.Rows(call, pairs.Select(p => (p.MemberId, p.Other)));
    }
}
