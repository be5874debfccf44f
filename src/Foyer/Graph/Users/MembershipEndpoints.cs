using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>What a user belongs to, groups and directory roles: listed, and asked about (digest 5.1).</summary>
internal static class MembershipEndpoints
{
    private const int MostAsked = 20;
    private const int MostAskedObjects = 1000;

    public static void Map(RouteGroupBuilder graph)
    {
        MapLists(graph, "memberOf", (call, user) => call.Db.GroupsOf(user));
        MapLists(graph, "transitiveMemberOf", (call, user) => call.Db.GroupsOfUser(user));
        graph.MapPost("/users/{id}/checkMemberGroups", (GraphCall call, string id) => Check(call, id, "groupIds", MostAsked, roles: false));
        graph.MapPost("/users/{id}/checkMemberObjects", (GraphCall call, string id) => Check(call, id, "ids", MostAskedObjects, roles: true));
        graph.MapPost("/users/{id}/getMemberGroups", (GraphCall call, string id) => All(call, id, roles: false));
        graph.MapPost("/users/{id}/getMemberObjects", (GraphCall call, string id) => All(call, id, roles: true));
    }

    private static void MapLists(RouteGroupBuilder graph, string name, Func<GraphCall, Guid, IQueryable<Guid>> groups)
    {
        graph.MapGet($"/users/{{id}}/{name}", (GraphCall call, string id) => Of(call, id, user => DirectoryObjects.Page(call, groups(call, user).Concat(RolesOf(call, user)))));
        graph.MapGet($"/users/{{id}}/{name}/$count", (GraphCall call, string id) => Of(call, id, user => DirectoryObjects.Count(call, groups(call, user).Concat(RolesOf(call, user)))));
        graph.MapGet($"/users/{{id}}/{name}/graph.group", (GraphCall call, string id) => Of(call, id, user => call.List(GroupTable.Table, Groups(call, groups(call, user)), typed: true)));
        graph.MapGet($"/users/{{id}}/{name}/graph.group/$count", (GraphCall call, string id) => Of(call, id, user => call.Count(GroupTable.Table, Groups(call, groups(call, user)))));
        graph.MapGet($"/users/{{id}}/{name}/graph.directoryRole", (GraphCall call, string id) => Of(call, id, user => DirectoryObjects.Page(call, RolesOf(call, user))));
    }

    private static IQueryable<Group> Groups(GraphCall call, IQueryable<Guid> ids) => call.Db.Groups.Live.Where(g => ids.Contains(g.Id));

    private static IQueryable<Guid> RolesOf(GraphCall call, Guid user) => call.Db.DirectoryRoleAssignments.Where(r => r.UserId == user).Select(r => r.RoleTemplateId);

    private static async Task<GraphAnswer> Of(GraphCall call, string id, Func<Guid, Task<GraphAnswer>> answer) =>
        await call.FindUser(id) is { } user ? await answer(user.Id) : GraphErrors.NotFound(id);

    private static async Task<GraphAnswer> Check(GraphCall call, string id, string name, int most, bool roles)
    {
        var body = (await call.Body()).For("User");
        var asked = body.Ids(name, most);
        if (!asked.IsSet) throw body.Missing(name);
        body.Done();
        return await Of(call, id, async user =>
        {
            List<Guid> ids = [.. asked.Value];
            var held = await call.Db.GroupsOfUser(user).Where(g => EF.Parameter(ids).Contains(g)).Distinct().ToListAsync(call.Ct);
            if (roles) held.AddRange(await RolesOf(call, user).Where(r => EF.Parameter(ids).Contains(r)).ToListAsync(call.Ct));
            return GraphAnswer.Value(call, "Collection(Edm.String)", held);
        });
    }

    private static async Task<GraphAnswer> All(GraphCall call, string id, bool roles)
    {
        var body = (await call.Body()).For("User");
        var securityOnly = body.FlagOrNull("securityEnabledOnly").Value;
        body.Done();
        return await Of(call, id, async user =>
        {
            var groups = call.Db.GroupsOfUser(user);
            var held = securityOnly ? await call.Db.Groups.Live.Where(g => g.SecurityEnabled && groups.Contains(g.Id)).Select(g => g.Id).ToListAsync(call.Ct) : await groups.Distinct().ToListAsync(call.Ct);
            if (roles) held.AddRange(await RolesOf(call, user).ToListAsync(call.Ct));
            return GraphAnswer.Value(call, "Collection(Edm.String)", held);
        });
    }
}
