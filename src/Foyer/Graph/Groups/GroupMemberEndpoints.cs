using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Who is in a group, who owns it, and what it is in: listed, cast, counted, and linked by <c>$ref</c> (digest 5.2).</summary>
internal static class GroupMemberEndpoints
{
    private const int MostAsked = 20, MostAskedObjects = 1000;

    public static void Map(RouteGroupBuilder graph)
    {
        MapLists(graph, "members", (call, group) => call.MembersOf(group));
        MapLists(graph, "transitiveMembers", (call, group) => call.AllMembersOf(group));
        MapLists(graph, "owners", (call, group) => call.OwnersOf(group));
        MapLists(graph, "memberOf", (call, group) => call.Db.NestedGroups.Where(n => n.MemberId == group).Join(call.Db.Groups.Live, n => n.GroupId, g => g.Id, (_, g) => g.Id));
        MapLists(graph, "transitiveMemberOf", (call, group) => call.Db.GroupsAround(group));

        graph.MapPost("/groups/{id}/members/$ref", (GraphCall call, string id, AddGroupMember add) => Link(call, id, (group, other) => add.Run(call.GroupManager(), group, other, call.Ct)));
        graph.MapDelete("/groups/{id}/members/{memberId}/$ref", (GraphCall call, string id, string memberId, RemoveGroupMember remove) => Unlink(call, id, memberId, (group, other) => remove.Run(call.GroupManager(), group, other, call.Ct)));
        graph.MapDelete("/groups/{id}/members/$ref", (GraphCall call, string id, RemoveGroupMember remove) => Unlink(call, id, call.Query.ObjectId ?? "", (group, other) => remove.Run(call.GroupManager(), group, other, call.Ct)));
        graph.MapPost("/groups/{id}/owners/$ref", (GraphCall call, string id, AddGroupOwner add) => Link(call, id, (group, other) => add.Run(call.GroupManager(), group, other, call.Ct)));
        graph.MapDelete("/groups/{id}/owners/{ownerId}/$ref", (GraphCall call, string id, string ownerId, RemoveGroupOwner remove) => Unlink(call, id, ownerId, (group, other) => remove.Run(call.GroupManager(), group, other, call.Ct)));
        graph.MapDelete("/groups/{id}/owners/$ref", (GraphCall call, string id, RemoveGroupOwner remove) => Unlink(call, id, call.Query.ObjectId ?? "", (group, other) => remove.Run(call.GroupManager(), group, other, call.Ct)));

        graph.MapPost("/groups/{id}/checkMemberGroups", (GraphCall call, string id) => Check(call, id, "groupIds", MostAsked));
        graph.MapPost("/groups/{id}/checkMemberObjects", (GraphCall call, string id) => Check(call, id, "ids", MostAskedObjects));
        graph.MapPost("/groups/{id}/getMemberGroups", Around);
        graph.MapPost("/groups/{id}/getMemberObjects", Around);
    }

    private static void MapLists(RouteGroupBuilder graph, string name, Func<GraphCall, Guid, IQueryable<Guid>> ids)
    {
        graph.MapGet($"/groups/{{id}}/{name}", (GraphCall call, string id) => Of(call, id, group => DirectoryObjects.Page(call, ids(call, group))));
        graph.MapGet($"/groups/{{id}}/{name}/$count", (GraphCall call, string id) => Of(call, id, group => DirectoryObjects.Count(call, ids(call, group))));
        graph.MapGet($"/groups/{{id}}/{name}/graph.group", (GraphCall call, string id) => Of(call, id, group => call.List(GroupTable.Table, Groups(call, ids(call, group)), typed: true)));
        graph.MapGet($"/groups/{{id}}/{name}/graph.group/$count", (GraphCall call, string id) => Of(call, id, group => call.Count(GroupTable.Table, Groups(call, ids(call, group)))));
        if (name is "memberOf" or "transitiveMemberOf") return;
        graph.MapGet($"/groups/{{id}}/{name}/graph.user", (GraphCall call, string id) => Of(call, id, group => call.List(UserTable.Table, Users(call, ids(call, group)), typed: true)));
        graph.MapGet($"/groups/{{id}}/{name}/graph.user/$count", (GraphCall call, string id) => Of(call, id, group => call.Count(UserTable.Table, Users(call, ids(call, group)))));
    }

    private static IQueryable<User> Users(GraphCall call, IQueryable<Guid> ids) => call.Db.Users.Live.Where(u => ids.Contains(u.Id));

    private static IQueryable<Group> Groups(GraphCall call, IQueryable<Guid> ids) => call.Db.Groups.Live.Where(g => ids.Contains(g.Id));

    /// <summary>Who is in a group with them, a restricted guest does not see (digest 2.10).</summary>
    private static async Task<GraphAnswer> Of(GraphCall call, string id, Func<Guid, Task<GraphAnswer>> answer)
    {
        if (call.Caller is { SeesAsGuest: true, GuestView: GuestView.Restricted }) return GraphErrors.Denied;
        return await call.FindGroup(id) is { } group ? await answer(group.Id) : GraphErrors.NotFound(id);
    }

    private static async Task<GraphAnswer> Link(GraphCall call, string id, Func<Guid, Guid, Task<Result<Done>>> link)
    {
        var other = (await call.Body()).For("Group").Reference();
        return await Of(call, id, async group => (await link(group, other)).Failed(out var problem, out _) ? Missing(problem, other) : GraphAnswer.NoContent);
    }

    private static Task<GraphAnswer> Unlink(GraphCall call, string id, string reference, Func<Guid, Guid, Task<Result<Done>>> unlink) => Of(call, id, async group =>
    {
        if (GraphReference.Of(reference) is not { } other) return GraphErrors.NotFound(reference);
        return (await unlink(group, other)).Failed(out var problem, out _) ? Missing(problem, other) : GraphAnswer.NoContent;
    });

    /// <summary>The object to link is not there, or not linked: both are a 404 that names it.</summary>
    private static GraphAnswer Missing(Problem problem, Guid other) =>
        problem.Code is "groups.no_such_member" or "groups.no_such_user" or "groups.not_member" or "groups.not_owner" ? GraphErrors.NotFound(other.ToString("D")) : problem;

    private static async Task<GraphAnswer> Check(GraphCall call, string id, string name, int most)
    {
        var body = (await call.Body()).For("Group");
        var asked = body.Ids(name, most);
        if (!asked.IsSet) throw body.Missing(name);
        body.Done();
        List<Guid> ids = [.. asked.Value];
        return await Of(call, id, async group => GraphAnswer.Value(call, "Collection(Edm.String)", await call.Db.GroupsAround(group).Where(g => EF.Parameter(ids).Contains(g)).ToListAsync(call.Ct)));
    }

    private static async Task<GraphAnswer> Around(GraphCall call, string id)
    {
        var body = (await call.Body()).For("Group");
        body.FlagOrNull("securityEnabledOnly"); // every group here is security-enabled
        body.Done();
        return await Of(call, id, async group => GraphAnswer.Value(call, "Collection(Edm.String)", await call.Db.GroupsAround(group).ToListAsync(call.Ct)));
    }
}
