using Foyer.Apps;
using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Objects by id alone, whatever they are, and the users who were removed (digest 5.1, 5.8).</summary>
internal static class DirectoryEndpoints
{
    private const int MostIds = 1000;

    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/directoryObjects/{id}", Get);
        graph.MapPost("/directoryObjects/getByIds", GetByIds);
        graph.MapGet("/directory/deletedItems/graph.user", (GraphCall call) => call.List(UserTable.Table, Removed(call), "users"));
        graph.MapGet("/directory/deletedItems/graph.user/$count", (GraphCall call) => call.Count(UserTable.Table, Removed(call)));
        graph.MapGet("/directory/deletedItems/graph.group", (GraphCall call) => call.List(GroupTable.Table, RemovedGroups(call), "groups"));
        graph.MapGet("/directory/deletedItems/graph.group/$count", (GraphCall call) => call.Count(GroupTable.Table, RemovedGroups(call)));
        graph.MapGet("/directory/deletedItems/{id}", GetRemoved);
        graph.MapPost("/directory/deletedItems/{id}/restore", Restore);
        graph.MapDelete("/directory/deletedItems/{id}", Purge);
    }

    private static async Task<GraphAnswer> Get(GraphCall call, string id)
    {
        call.Query.OnlySelectAndExpand();
        if (!Guid.TryParse(id, out var guid) || await DirectoryObjects.Load(call, [guid]) is not [var row]) return GraphErrors.NotFound(id);
        var write = await MixedRows.Prepare(call, Selection.Of(call.Query), [row], typed: true);
        return GraphAnswer.Object(json =>
        {
            json.WriteString("@odata.context", call.Options.Url("/v1.0/$metadata#directoryObjects/$entity"));
            write(json, row);
        });
    }

    private static async Task<GraphAnswer> GetByIds(GraphCall call)
    {
        var body = (await call.Body()).For("DirectoryObject");
        var (ids, types) = (body.Ids("ids", MostIds), body.Texts("types", 20, 64));
        if (!ids.IsSet) throw body.Missing("ids");
        body.Done();
        return await call.Mixed(await DirectoryObjects.Load(call, [.. ids.Value], types.Value));
    }

    private static IQueryable<User> Removed(GraphCall call) => call.Db.Users.Where(u => u.DeletedAt != null);

    private static async Task<User?> Find(GraphCall call, string id) =>
        Guid.TryParse(id, out var guid) ? await Removed(call).AsNoTracking().SingleOrDefaultAsync(u => u.Id == guid, call.Ct) : null;

    private static IQueryable<Group> RemovedGroups(GraphCall call) => call.Db.Groups.Where(g => g.DeletedAt != null);

    private static async Task<Group?> FindGroup(GraphCall call, string id) =>
        Guid.TryParse(id, out var guid) ? await RemovedGroups(call).AsNoTracking().SingleOrDefaultAsync(g => g.Id == guid, call.Ct) : null;

    private static async Task<GraphAnswer> GetRemoved(GraphCall call, string id)
    {
        if (await FindGroup(call, id) is { } group)
            return Right("GET", "/directory/deletedItems/graph.group").Of(call.Caller) == Reach.All ? await call.One(GroupTable.Table, group, id, context: Entity, typed: true) : GraphErrors.Denied;
        Need(call, "GET", "/directory/deletedItems/graph.user");
        return await call.One(UserTable.Table, await Find(call, id), id, context: Entity, typed: true);
    }

    /// <summary>Whoever may delete an object may bring it back, and take it away for good.</summary>
    private static async Task<GraphAnswer> Restore(GraphCall call, string id, RestoreGuest guest, RestoreMember member, RestoreGroup groups)
    {
        if (await FindGroup(call, id) is { } group)
        {
            if ((await groups.Run(Manager(call), group.Id, call.Ct)).Failed(out var failed, out _)) return failed;
            return await call.One(GroupTable.Table, await call.FindGroup(id), id, context: Entity, typed: true);
        }
        Need(call, "DELETE", "/users/{id}");
        if (await Find(call, id) is not { } user) return GraphErrors.NotFound(id);
        var result = user.IsGuest ? await guest.Run(call.Admin(), user.Id, call.Ct) : await member.Run(call.Admin(), user.Id, call.Ct);
        if (result.Failed(out var problem, out _)) return problem;
        return await call.One(UserTable.Table, await call.FindUser(id), id, context: Entity, typed: true);
    }

    private static async Task<GraphAnswer> Purge(GraphCall call, string id, PurgeUser purge, PurgeGroup groups)
    {
        if (await FindGroup(call, id) is { } group) return (await groups.Run(Manager(call), group.Id, call.Ct)).Failed(out var failed, out _) ? failed : GraphAnswer.NoContent;
        Need(call, "DELETE", "/users/{id}");
        if (await Find(call, id) is not { } user) return GraphErrors.NotFound(id);
        return (await purge.Run(call.Admin(), user.Id, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private const string Entity = "directoryObjects/$entity";

    /// <summary>One path for objects of every type: what it may be called for is decided by the type's own row of rights.</summary>
    private static GraphRight Right(string method, string path) => GraphRights.Find(method, path)!;

    private static void Need(GraphCall call, string method, string path)
    {
        if (Right(method, path).Of(call.Caller) != Reach.All) throw new GraphRefusal(GraphErrors.Denied);
    }

    private static GroupManager Manager(GraphCall call) =>
        call.Http.RequestServices.GetRequiredService<ResolveActor>().GroupManager(call.Caller, Right("DELETE", "/groups/{id}")) ?? throw new GraphRefusal(GraphErrors.Denied);
}
