using Foyer.Graph.Query;
using Foyer.Invitations;
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
        graph.MapGet("/directory/deletedItems/{id}", async (GraphCall call, string id) => await call.One(UserTable.Table, await Find(call, id), id, context: "directoryObjects/$entity", typed: true));
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

    private static async Task<GraphAnswer> Restore(GraphCall call, string id, RestoreGuest guest, RestoreMember member)
    {
        if (await Find(call, id) is not { } user) return GraphErrors.NotFound(id);
        var result = user.IsGuest ? await guest.Run(call.Admin(), user.Id, call.Ct) : await member.Run(call.Admin(), user.Id, call.Ct);
        if (result.Failed(out var problem, out _)) return problem;
        return await call.One(UserTable.Table, await call.FindUser(id), id, context: "directoryObjects/$entity", typed: true);
    }

    private static async Task<GraphAnswer> Purge(GraphCall call, string id, PurgeUser purge)
    {
        if (await Find(call, id) is not { } user) return GraphErrors.NotFound(id);
        return (await purge.Run(call.Admin(), user.Id, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }
}
