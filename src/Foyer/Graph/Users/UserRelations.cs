using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Objects that stand in a relation to users, asked once for all users of an answer.</summary>
internal static class UserRelations
{
    public static async Task<ILookup<Guid, GraphRow>> Managers(GraphCall call, IReadOnlyList<User> users, SelectedName wanted)
    {
        var ids = users.Select(u => u.Id).ToList();
        var pairs = await call.Db.Managers.Where(m => EF.Parameter(ids).Contains(m.UserId)).Select(m => new { m.UserId, Other = m.ManagerId }).ToListAsync(call.Ct);
        return await Rows(call, pairs.Select(p => (p.UserId, p.Other)));
    }

    public static async Task<ILookup<Guid, GraphRow>> DirectReports(GraphCall call, IReadOnlyList<User> users, SelectedName wanted)
    {
        var ids = users.Select(u => u.Id).ToList();
        var pairs = await call.Db.Managers.Where(m => EF.Parameter(ids).Contains(m.ManagerId)).Select(m => new { m.ManagerId, Other = m.UserId }).ToListAsync(call.Ct);
        return await Rows(call, pairs.Select(p => (p.ManagerId, p.Other)));
    }

    public static async Task<ILookup<Guid, GraphRow>> Sponsors(GraphCall call, IReadOnlyList<User> users, SelectedName wanted)
    {
        var ids = users.Select(u => u.Id).ToList();
        var pairs = await call.Db.Sponsors.Where(s => EF.Parameter(ids).Contains(s.UserId)).Select(s => new { s.UserId, Other = s.SponsorId }).ToListAsync(call.Ct);
        return await Rows(call, pairs.Select(p => (p.UserId, p.Other)));
    }

    public static async Task<ILookup<Guid, GraphRow>> MemberOf(GraphCall call, IReadOnlyList<User> users, SelectedName wanted)
    {
        var ids = users.Select(u => u.Id).ToList();
        var pairs = await call.Db.GroupMembers.Where(m => EF.Parameter(ids).Contains(m.UserId)).Select(m => new { m.UserId, Other = m.GroupId }).ToListAsync(call.Ct);
        return await Rows(call, pairs.Select(p => (p.UserId, p.Other)));
    }

    internal static async Task<ILookup<Guid, GraphRow>> Rows(GraphCall call, IEnumerable<(Guid From, Guid To)> pairs)
    {
        var all = pairs.ToList();
        var rows = (await DirectoryObjects.Load(call, all.Select(p => p.To).Distinct().ToList())).ToDictionary(r => r.Id);
        return all.Where(p => rows.ContainsKey(p.To)).ToLookup(p => p.From, p => rows[p.To]);
    }
}
