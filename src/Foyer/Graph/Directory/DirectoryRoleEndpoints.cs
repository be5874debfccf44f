using Foyer.Graph.Query;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary><c>/directoryRoles</c>: the built-in roles and who holds them. As in Entra the list has no pages and takes no filter.</summary>
internal static class DirectoryRoleEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/directoryRoles", All);
        graph.MapGet("/directoryRoles/{id}", async (GraphCall call, string id) => await call.One(DirectoryRoleTable.Table, Find(id), id));
        graph.MapGet("/directoryRoles/{id}/members", (GraphCall call, string id) => Of(id, role => DirectoryObjects.Page(call, Holders(call, role.Id))));
        graph.MapGet("/directoryRoles/{id}/members/graph.user", (GraphCall call, string id) => Of(id, role => Users(call, role.Id)));
        graph.MapPost("/directoryRoles/{id}/members/$ref", async (GraphCall call, string id, AssignRole assign) =>
        {
            var user = (await call.Body()).For("DirectoryRole").Reference();
            return await Of(id, async role => Answer(await assign.Add(call.Admin(), user, role.Id, call.Ct), user));
        });
        graph.MapDelete("/directoryRoles/{id}/members/{memberId}/$ref", (GraphCall call, string id, string memberId, AssignRole assign) => Of(id, async role =>
            GraphReference.Of(memberId) is { } user ? Answer(await assign.Remove(call.Admin(), user, role.Id, call.Ct), user) : GraphErrors.NotFound(memberId)));
    }

    private static async Task<GraphAnswer> All(GraphCall call)
    {
        if (call.Query.Filter is not null || call.Query.OrderBy is not null || call.Query.Search is not null) throw new GraphRefusal(GraphErrors.UnsupportedQuery);
        return await call.Mixed([.. DirectoryRole.All.Select(r => new GraphRow(DirectoryRoleTable.Table, r))], "directoryRoles");
    }

    private static DirectoryRole? Find(string id)
    {
        var key = GraphKey.Of(id);
        if (key.Property is not (null or "roleTemplateId")) throw new GraphRefusal(GraphErrors.Bad($"The key '{key.Property}' is not an alternate key of type 'microsoft.graph.directoryRole'."));
        return Guid.TryParse(key.Value, out var guid) ? DirectoryRole.All.FirstOrDefault(r => r.Id == guid) : null;
    }

    private static async Task<GraphAnswer> Of(string id, Func<DirectoryRole, Task<GraphAnswer>> answer) => Find(id) is { } role ? await answer(role) : GraphErrors.NotFound(id);

    private static IQueryable<Guid> Holders(GraphCall call, Guid role) =>
        from held in call.Db.DirectoryRoleAssignments
        where held.RoleTemplateId == role
        join user in call.Db.Users.Live on held.UserId equals user.Id
        select user.Id;

    private static Task<GraphAnswer> Users(GraphCall call, Guid role)
    {
        var holders = Holders(call, role);
        return call.List(UserTable.Table, call.Db.Users.Live.Where(u => holders.Contains(u.Id)), typed: true);
    }

    private static GraphAnswer Answer(Result<Done> result, Guid user)
    {
        if (!result.Failed(out var problem, out _)) return GraphAnswer.NoContent;
        return problem.Code is "users.not_found" or "users.lacks_role" ? GraphErrors.NotFound(user.ToString("D")) : problem;
    }
}
