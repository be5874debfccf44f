using Foyer.Apps;
using Foyer.Graph.Query;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary><c>/applications</c> and <c>/servicePrincipals</c> (digest 5.3, 5.4).</summary>
internal static class AppEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/applications", (GraphCall call) => call.List(ApplicationTable.Table, call.Db.Applications));
        graph.MapGet("/applications/$count", (GraphCall call) => call.Count(ApplicationTable.Table, call.Db.Applications));
        graph.MapPost("/applications", Register);
        graph.MapGet("/applications/{id}", async (GraphCall call, string id) => await call.One(ApplicationTable.Table, await call.FindApplication(id), id));
        graph.MapPatch("/applications/{id}", Change);
        graph.MapDelete("/applications/{id}", Delete);
        graph.MapPost("/applications/{id}/addPassword", AddSecret);
        graph.MapPost("/applications/{id}/removePassword", RemoveSecret);

        graph.MapGet("/servicePrincipals", (GraphCall call) => call.List(ServicePrincipalTable.Table, call.Db.ServicePrincipals));
        graph.MapGet("/servicePrincipals/$count", (GraphCall call) => call.Count(ServicePrincipalTable.Table, call.Db.ServicePrincipals));
        graph.MapPost("/servicePrincipals", LetIn);
        graph.MapGet("/servicePrincipals/{id}", async (GraphCall call, string id) => await call.One(ServicePrincipalTable.Table, await call.FindServicePrincipal(id), id));
        graph.MapPatch("/servicePrincipals/{id}", ChangePrincipal);
        graph.MapDelete("/servicePrincipals/{id}", Remove);
        AssignmentEndpoints.Map(graph);
        ConsentEndpoints.Map(graph);
    }

    private static async Task<GraphAnswer> Register(GraphCall call, RegisterApplication register)
    {
        var body = (await call.Body()).For("Application");
        if (!body.Has("displayName")) throw body.Missing("displayName");
        if ((await register.Run(call.Admin(), ApplicationBody.Read(body), call.Ct)).Failed(out var problem, out var app)) return problem;
        return await call.One(ApplicationTable.Table, app, app.Id.ToString("D"), StatusCodes.Status201Created);
    }

    private static async Task<GraphAnswer> Change(GraphCall call, string id, ChangeApplication change)
    {
        var wanted = ApplicationBody.Read((await call.Body()).For("Application"));
        if (await call.FindApplication(id) is not { } app) return GraphErrors.NotFound(id);
        return (await change.Run(call.Admin(), app.Id, wanted, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Delete(GraphCall call, string id, DeleteApplication delete)
    {
        if (await call.FindApplication(id) is not { } app) return GraphErrors.NotFound(id);
        return (await delete.Run(call.Admin(), app.Id, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> AddSecret(GraphCall call, string id, ChangeSecrets secrets)
    {
        var body = await call.Body();
        var (name, until) = (default(string), default(DateTime?));
        if (body.Inner("passwordCredential", "PasswordCredential") is { } wanted)
        {
            (name, until) = (wanted.Text("displayName", 256).Value, wanted.Time("endDateTime").Value);
            wanted.Done();
        }
        body.Done();
        if (await call.FindApplication(id) is not { } app) return GraphErrors.NotFound(id);
        if ((await secrets.Add(call.Admin(), app.Id, name, until, call.Ct)).Failed(out var problem, out var added)) return problem;
        return GraphAnswer.Object(json =>
        {
            json.WriteString("@odata.context", call.Options.Url("/v1.0/$metadata#microsoft.graph.passwordCredential"));
            foreach (var (member, value) in ApplicationTable.Secret(added.Row, added.Secret))
            {
                json.WritePropertyName(member);
                GraphJson.Write(json, value);
            }
        });
    }

    private static async Task<GraphAnswer> RemoveSecret(GraphCall call, string id, ChangeSecrets secrets)
    {
        var body = (await call.Body()).For("Application");
        var key = body.Id("keyId").Value ?? throw body.Missing("keyId");
        body.Done();
        if (await call.FindApplication(id) is not { } app) return GraphErrors.NotFound(id);
        return (await secrets.Remove(call.Admin(), app.Id, key, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> LetIn(GraphCall call, AddServicePrincipal add)
    {
        var body = (await call.Body()).For("ServicePrincipal");
        var appId = body.Id("appId").Value ?? throw body.Missing("appId");
        if ((await add.Run(call.Admin(), appId, ApplicationBody.ReadPrincipal(body), call.Ct)).Failed(out var problem, out var principal)) return problem;
        return await call.One(ServicePrincipalTable.Table, principal, principal.Id.ToString("D"), StatusCodes.Status201Created);
    }

    private static async Task<GraphAnswer> ChangePrincipal(GraphCall call, string id, ChangeServicePrincipal change)
    {
        var wanted = ApplicationBody.ReadPrincipal((await call.Body()).For("ServicePrincipal"));
        if (await call.FindServicePrincipal(id) is not { } app) return GraphErrors.NotFound(id);
        return (await change.Run(call.Admin(), app.Id, wanted, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Remove(GraphCall call, string id, RemoveServicePrincipal remove)
    {
        if (await call.FindServicePrincipal(id) is not { } app) return GraphErrors.NotFound(id);
        return (await remove.Run(call.Admin(), app.Id, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    extension(GraphCall call)
    {
        public async Task<Application?> FindApplication(string id)
        {
            var key = GraphKey.Of(id);
            if (!Guid.TryParse(key.Value, out var guid)) return null;
            return key.Property switch
            {
                null => await call.Db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == guid, call.Ct),
                "appId" => await call.Db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.AppId == guid, call.Ct),
                _ => throw new GraphRefusal(GraphErrors.Bad($"The key '{key.Property}' is not an alternate key of type 'microsoft.graph.application'.")),
            };
        }

        public async Task<ServicePrincipal?> FindServicePrincipal(string id)
        {
            var key = GraphKey.Of(id);
            if (!Guid.TryParse(key.Value, out var guid)) return null;
            return key.Property switch
            {
                null => await call.Db.ServicePrincipals.AsNoTracking().SingleOrDefaultAsync(s => s.Id == guid, call.Ct),
                "appId" => await call.Db.ServicePrincipals.AsNoTracking().SingleOrDefaultAsync(s => s.AppId == guid, call.Ct),
                _ => throw new GraphRefusal(GraphErrors.Bad($"The key '{key.Property}' is not an alternate key of type 'microsoft.graph.servicePrincipal'.")),
            };
        }
    }
}
