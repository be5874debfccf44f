using Foyer.Graph.Query;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Sponsors, managers and who reports to whom, linked by <c>$ref</c> (digest 5.1).</summary>
internal static class UserRelationEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/users/{id}/sponsors", (GraphCall call, string id) => Related(call, id, user => call.Db.Sponsors.Where(s => s.UserId == user).Select(s => s.SponsorId)));
        graph.MapPost("/users/{id}/sponsors/$ref", AddSponsor);
        graph.MapDelete("/users/{id}/sponsors/{sponsorId}/$ref", (GraphCall call, string id, string sponsorId, SetRelations set) => RemoveSponsor(call, id, sponsorId, set));
        graph.MapDelete("/users/{id}/sponsors/$ref", (GraphCall call, string id, SetRelations set) => RemoveSponsor(call, id, call.Query.ObjectId ?? "", set));
        graph.MapGet("/users/{id}/manager", Manager);
        graph.MapPut("/users/{id}/manager/$ref", SetManager);
        graph.MapDelete("/users/{id}/manager/$ref", RemoveManager);
        graph.MapGet("/users/{id}/directReports", (GraphCall call, string id) => Related(call, id, user => call.Db.Managers.Where(m => m.ManagerId == user).Select(m => m.UserId)));
    }

    private static async Task<GraphAnswer> Related(GraphCall call, string id, Func<Guid, IQueryable<Guid>> others) =>
        await call.FindUser(id) is { } user ? await DirectoryObjects.Page(call, others(user.Id)) : GraphErrors.NotFound(id);

    private static async Task<GraphAnswer> AddSponsor(GraphCall call, string id, SetRelations set)
    {
        var sponsor = (await call.Body()).For("User").Reference();
        if (await call.FindUser(id) is not { } user || !await Exists(call, sponsor)) return GraphErrors.NotFound(id);
        return (await set.AddSponsor(call.Admin(), user.Id, sponsor, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> RemoveSponsor(GraphCall call, string id, string reference, SetRelations set)
    {
        if (await call.FindUser(id) is not { } user || GraphReference.Of(reference) is not { } sponsor) return GraphErrors.NotFound(id);
        return (await set.RemoveSponsor(call.Admin(), user.Id, sponsor, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Manager(GraphCall call, string id)
    {
        if (await call.FindUser(id) is not { } user) return GraphErrors.NotFound(id);
        var managers = call.Db.Managers;
        var manager = await call.Db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => managers.Any(m => m.UserId == user.Id && m.ManagerId == u.Id), call.Ct);
        return await call.One(UserTable.Table, manager, "manager", context: "directoryObjects/$entity", typed: true);
    }

    private static async Task<GraphAnswer> SetManager(GraphCall call, string id, SetRelations set)
    {
        var manager = (await call.Body()).For("User").Reference();
        if (await call.FindUser(id) is not { } user || !await Exists(call, manager)) return GraphErrors.NotFound(id);
        return (await set.SetManager(call.Admin(), user.Id, manager, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> RemoveManager(GraphCall call, string id, SetRelations set)
    {
        if (await call.FindUser(id) is not { } user) return GraphErrors.NotFound(id);
        return (await set.RemoveManager(call.Admin(), user.Id, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static Task<bool> Exists(GraphCall call, Guid userId) => call.Db.Users.Live.AnyAsync(u => u.Id == userId, call.Ct);
}
