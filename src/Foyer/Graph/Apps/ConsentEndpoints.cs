using Foyer.Apps;
using Foyer.Graph.Query;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary><c>/oauth2PermissionGrants</c>: the consents of the organisation, those of one app and those of one person.</summary>
internal static class ConsentEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/oauth2PermissionGrants", (GraphCall call) => call.List(ConsentTable.Table, call.Db.PermissionGrants));
        graph.MapPost("/oauth2PermissionGrants", Add);
        graph.MapGet("/oauth2PermissionGrants/{id}", async (GraphCall call, string id) => await call.One(ConsentTable.Table, await Find(call, id), id));
        graph.MapPatch("/oauth2PermissionGrants/{id}", Change);
        graph.MapDelete("/oauth2PermissionGrants/{id}", Delete);
        graph.MapGet("/servicePrincipals/{id}/oauth2PermissionGrants", async (GraphCall call, string id) => await call.FindServicePrincipal(id) is { } app
            ? await call.List(ConsentTable.Table, call.Db.PermissionGrants.Where(g => g.ClientId == app.Id), ConsentTable.Set) : GraphErrors.NotFound(id));
        graph.MapGet("/users/{id}/oauth2PermissionGrants", async (GraphCall call, string id) => await call.FindUser(id) is { } user
            ? await call.List(ConsentTable.Table, call.Db.PermissionGrants.Where(g => g.PrincipalId == user.Id), ConsentTable.Set) : GraphErrors.NotFound(id));
    }

    private static async Task<GraphAnswer> Add(GraphCall call, AddConsent add)
    {
        var body = (await call.Body()).For("OAuth2PermissionGrant");
        Guid Needed(string name) => body.Id(name).Value ?? throw body.Missing(name);
        var (client, resource) = (Needed("clientId"), Needed("resourceId"));
        var type = body.Text("consentType", 32).Value ?? throw body.Missing("consentType");
        var scope = body.Text("scope", PermissionGrant.LongestScope).Value ?? "";
        var person = body.Id("principalId").Value;
        body.Done();
        if (type is not (ConsentTable.ForEverybody or ConsentTable.ForOne)) throw body.Invalid("consentType");
        if (type == ConsentTable.ForEverybody && person is not null) throw body.Invalid("principalId");
        if (type == ConsentTable.ForOne && person is null) throw body.Missing("principalId");

        if ((await add.Run(call.Admin(), new(client, resource, person ?? PermissionGrant.Everybody, scope), call.Ct)).Failed(out var problem, out var grant)) return problem;
        return await call.One(ConsentTable.Table, grant, grant.Id.ToString("D"), StatusCodes.Status201Created);
    }

    private static async Task<GraphAnswer> Change(GraphCall call, string id, ChangeConsent change)
    {
        var body = (await call.Body()).For("OAuth2PermissionGrant");
        var scope = body.Text("scope", PermissionGrant.LongestScope);
        body.Done();
        if (!scope.IsSet) throw body.Missing("scope");
        if (await Find(call, id) is not { } grant) return GraphErrors.NotFound(id);
        return (await change.Run(call.Admin(), grant.Id, scope.Value ?? "", call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Delete(GraphCall call, string id, RevokeConsent revoke)
    {
        if (await Find(call, id) is not { } grant) return GraphErrors.NotFound(id);
        return (await revoke.Run(call.Admin(), grant.Id, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<PermissionGrant?> Find(GraphCall call, string id) =>
        Guid.TryParse(id, out var guid) ? await call.Db.PermissionGrants.AsNoTracking().SingleOrDefaultAsync(g => g.Id == guid, call.Ct) : null;
}
