using Foyer.Apps;
using Foyer.Graph.Query;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Who may open an app, and which permissions an app has: seen from the app and from each side of it (digest 5.5).</summary>
internal static class AssignmentEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        MapSide(graph, "/users/{id}/appRoleAssignments", async (call, id) => await call.FindUser(id) is { } user ? user.Id : null, ofPrincipal: true);
        MapSide(graph, "/groups/{id}/appRoleAssignments", async (call, id) => await call.FindGroup(id) is { } group ? group.Id : null, ofPrincipal: true);
        MapSide(graph, "/servicePrincipals/{id}/appRoleAssignments", async (call, id) => await call.FindServicePrincipal(id) is { } app ? app.Id : null, ofPrincipal: true);
        MapSide(graph, "/servicePrincipals/{id}/appRoleAssignedTo", async (call, id) => await call.FindServicePrincipal(id) is { } app ? app.Id : null, ofPrincipal: false);
    }

    private static void MapSide(RouteGroupBuilder graph, string path, Func<GraphCall, string, Task<Guid?>> find, bool ofPrincipal)
    {
        graph.MapGet(path, async (GraphCall call, string id) => await find(call, id) is { } self ? await call.List(AssignmentTable.Table, Of(call, self, ofPrincipal), "appRoleAssignments") : GraphErrors.NotFound(id));
        graph.MapPost(path, async (GraphCall call, string id, AssignApp assign, AssignPermission grant) => await find(call, id) is { } self ? await Add(call, self, ofPrincipal, assign, grant) : GraphErrors.NotFound(id));
        graph.MapGet(path + "/{assignmentId}", async (GraphCall call, string id, string assignmentId) =>
            await find(call, id) is { } self ? await call.One(AssignmentTable.Table, await Find(call, self, ofPrincipal, assignmentId), assignmentId, context: "appRoleAssignments/$entity") : GraphErrors.NotFound(id));
        graph.MapDelete(path + "/{assignmentId}", async (GraphCall call, string id, string assignmentId, UnassignApp unassign, WithdrawPermission withdraw) =>
        {
            if (await find(call, id) is not { } self || await Find(call, self, ofPrincipal, assignmentId) is not { } row) return GraphErrors.NotFound(assignmentId);
            var result = row.PrincipalType == PrincipalType.ServicePrincipal ? await withdraw.Run(call.Admin(), row.Id, call.Ct) : await unassign.Run(call.Admin(), row.Id, call.Ct);
            return result.Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
        });
    }

    private static IQueryable<AppRoleAssignment> Of(GraphCall call, Guid self, bool ofPrincipal) => ofPrincipal
        ? call.Db.AppRoleAssignments.Where(a => a.PrincipalId == self)
        : call.Db.AppRoleAssignments.Where(a => a.ResourceId == self);

    private static async Task<AppRoleAssignment?> Find(GraphCall call, Guid self, bool ofPrincipal, string id) =>
        Guid.TryParse(id, out var guid) ? await Of(call, self, ofPrincipal).AsNoTracking().SingleOrDefaultAsync(a => a.Id == guid, call.Ct) : null;

    private static async Task<GraphAnswer> Add(GraphCall call, Guid self, bool ofPrincipal, AssignApp assign, AssignPermission grant)
    {
        var body = (await call.Body()).For("AppRoleAssignment");
        Guid Needed(string name) => body.Id(name).Value ?? throw body.Missing(name);
        var (principal, resource, role) = (Needed("principalId"), Needed("resourceId"), Needed("appRoleId"));
        body.Text("principalType", 32);
        body.Done();
        // The path says one side already; a body that says another is a slip.
        if ((ofPrincipal ? principal : resource) != self) throw body.Invalid(ofPrincipal ? "principalId" : "resourceId");

        var type = await DirectoryObjects.Load(call, [principal]) is [var found] ? found.Table.Type : "";
        var result = type switch
        {
            "user" => await assign.Run(call.Admin(), new(resource, principal, PrincipalType.User, role), call.Ct),
            "group" => await assign.Run(call.Admin(), new(resource, principal, PrincipalType.Group, role), call.Ct),
            "servicePrincipal" => await grant.Run(call.Admin(), resource, principal, role, call.Ct),
            _ => AssignmentProblems.NoSuchPrincipal,
        };
        if (result.Failed(out var problem, out var id)) return problem;
        var row = await call.Db.AppRoleAssignments.AsNoTracking().SingleAsync(a => a.Id == id, call.Ct);
        return await call.One(AssignmentTable.Table, row, id.ToString("D"), StatusCodes.Status201Created, "appRoleAssignments/$entity");
    }
}
