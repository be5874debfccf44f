using Foyer.Apps;
using Foyer.Data;
using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Whatever has an object id: the types that mixed lists (members, memberOf, owners, getByIds) are made of. A new type is one line here.</summary>
internal static class DirectoryObjects
{
    private sealed record Source(IGraphTable Table, Func<FoyerDb, List<Guid>, CancellationToken, Task<IEnumerable<object>>> Load);

    private static readonly Source[] Sources =
    [
        new(UserTable.Table, async (db, ids, ct) => await db.Users.Live.AsNoTracking().Where(u => EF.Parameter(ids).Contains(u.Id)).ToListAsync(ct)),
        new(GroupTable.Table, async (db, ids, ct) => await db.Groups.Live.AsNoTracking().Where(g => EF.Parameter(ids).Contains(g.Id)).ToListAsync(ct)),
        new(ServicePrincipalTable.Table, async (db, ids, ct) => await db.ServicePrincipals.AsNoTracking().Where(s => EF.Parameter(ids).Contains(s.Id)).ToListAsync(ct)),
        new(ApplicationTable.Table, async (db, ids, ct) => await db.Applications.AsNoTracking().Where(a => EF.Parameter(ids).Contains(a.Id)).ToListAsync(ct)),
        new(DirectoryRoleTable.Table, (_, ids, _) => Task.FromResult<IEnumerable<object>>(DirectoryRole.All.Where(r => ids.Contains(r.Id)))),
    ];

    public static bool Knows(string property) => Array.Exists(Sources, s => s.Table.Knows(property));

    /// <summary>The living objects among these ids, in the order of the ids; only of the given types when there are any (<c>user</c>, <c>group</c>…).</summary>
    public static async Task<List<GraphRow>> Load(GraphCall call, IReadOnlyCollection<Guid> ids, IReadOnlyCollection<string>? types = null)
    {
        var rows = new Dictionary<Guid, GraphRow>();
        foreach (var source in Sources.Where(s => types is not { Count: > 0 } || types.Contains(s.Table.Type, StringComparer.OrdinalIgnoreCase)))
        {
            List<Guid> left = [.. ids.Where(id => !rows.ContainsKey(id))];
            if (left.Count == 0) break;
            foreach (var row in await source.Load(call.Db, left, call.Ct)) rows[source.Table.IdOf(row)] = new(source.Table, row);
        }
        return [.. ids.Distinct().Where(rows.ContainsKey).Select(id => rows[id])];
    }

    /// <summary>A page of the objects with these ids, in the order of ids. Casting the list to one type is what filters and sorts.</summary>
    public static async Task<GraphAnswer> Page(GraphCall call, IQueryable<Guid> ids, string context = "directoryObjects")
    {
        var query = call.Query;
        if (query.Filter is not null || query.OrderBy is not null || query.Search is not null)
            throw new GraphRefusal(GraphErrors.Unsupported("Filter, order and search need a cast to one type here, for example /graph.user."));
        var tokens = call.Http.RequestServices.GetRequiredService<PageTokens>();
        var from = ids;
        if (query.SkipToken is { } token)
        {
            if (tokens.Read(call, token) is not [{ } place] || !Guid.TryParseExact(place, "N", out var after)) throw new GraphRefusal(GraphErrors.BadPageToken);
            from = ids.Where(id => id > after);
        }
        var page = await from.Distinct().OrderBy(id => id).Take(query.Top + 1).ToListAsync(call.Ct);
        var next = page.Count > query.Top ? tokens.NextLink(call, [page[query.Top - 1].ToString("N")]) : null;
        int? count = query.Advanced && query.SkipToken is null ? await ids.Distinct().CountAsync(call.Ct) : null;
        return await call.Mixed(await Load(call, page.Take(query.Top).ToList()), context, next, count);
    }

    /// <summary>How many there are: <c>/$count</c>.</summary>
    public static async Task<GraphAnswer> Count(GraphCall call, IQueryable<Guid> ids) =>
        call.IsEventual ? GraphAnswer.Figure(await ids.Distinct().CountAsync(call.Ct)) : GraphErrors.NoCount;
}
