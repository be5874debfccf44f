using Foyer.Apps;
using Foyer.Graph.Query;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>servicePrincipal</c> (digest 5.4): the app as the organisation uses it.</summary>
internal static class ServicePrincipalTable
{
    public const string HideTag = "HideApp";

    public static readonly GraphTable<ServicePrincipal> Table = new GraphTable<ServicePrincipal>("servicePrincipal", "servicePrincipals", s => s.Id)
        .Add("id", s => s.Id, p => p.Default().Filter(Ops.Exact))
        .Value("deletedDateTime", _ => null, p => p.Default())
        .Add("accountEnabled", s => s.AccountEnabled, p => p.Default().Filter(Ops.Exact))
        .Add("appDisplayName", s => s.DisplayName, p => p.Default())
        .Add("appId", s => s.AppId, p => p.Default().Filter(Ops.Exact))
        .Add("appOwnerOrganizationId", s => s.OwnerTenantId ?? s.TenantId, p => p.Default())
        .Add("appRoleAssignmentRequired", s => s.AppRoleAssignmentRequired, p => p.Default().Filter(Ops.Exact))
        .Load("appRoles", Roles, p => p.Default())
        .Add("displayName", s => s.DisplayName, p => p.Default().Filter(Ops.Text).Sorts().Search(SearchKind.Words))
        .Add("homepage", s => s.SignOnUrl, p => p.Default())
        .Add("loginUrl", s => s.SignOnUrl, p => p.Default())
        .Load("logoutUrl", (call, apps) => OfApplication(call, apps, a => a.FrontChannelLogoutUrl), p => p.Default())
        .Value("notes", _ => null, p => p.Default())
        .Load("oauth2PermissionScopes", Scopes, p => p.Default())
        .Value("preferredSingleSignOnMode", _ => "oidc", p => p.Default())
        .Load("replyUrls", (call, apps) => OfApplication(call, apps, a => a.RedirectUris), p => p.Default())
        .Value("servicePrincipalNames", s => new[] { s.AppId.ToString("D") }, p => p.Default())
        .Value("servicePrincipalType", _ => "Application", p => p.Default())
        .Load("signInAudience", (call, apps) => OfApplication(call, apps, a => a.SignInAudience), p => p.Default())
        .Value("tags", s => s.Hidden ? [HideTag] : Array.Empty<string>(), p => p.Default());

    private static async Task<IReadOnlyDictionary<Guid, object?>> OfApplication(GraphCall call, IReadOnlyList<ServicePrincipal> principals, Func<Application, object?> read)
    {
        var ids = principals.Select(p => p.AppId).ToList();
        var apps = await call.Db.Applications.AsNoTracking().Where(a => EF.Parameter(ids).Contains(a.AppId)).ToDictionaryAsync(a => a.AppId, call.Ct);
        foreach (var app in await Others(call, principals)) apps[app.AppId] = app;
        return principals.ToDictionary(p => p.Id, p => apps.TryGetValue(p.AppId, out var app) ? read(app) : null);
    }

    private static async Task<IReadOnlyDictionary<Guid, object?>> Roles(GraphCall call, IReadOnlyList<ServicePrincipal> principals)
    {
        var roles = new Dictionary<Guid, object?>(await ApplicationTable.Roles(call, [.. principals.Where(p => p.OwnerTenantId is null).Select(p => (p.Id, p.AppId))]));
        var find = call.Http.RequestServices.GetRequiredService<FindApp>();
        foreach (var app in await Others(call, principals))
            roles[principals.Single(p => p.AppId == app.AppId).Id] = (await find.RolesOf(app, forApplications: false, call.Ct)).Concat(await find.RolesOf(app, forApplications: true, call.Ct)).Select(ApplicationTable.RoleJson).ToList();
        return principals.ToDictionary(p => p.Id, object? (p) => roles.GetValueOrDefault(p.Id) ?? Array.Empty<string>());
    }

    /// <summary>What the app offers to be done in people's names, as far as it is switched on.</summary>
    private static async Task<IReadOnlyDictionary<Guid, object?>> Scopes(GraphCall call, IReadOnlyList<ServicePrincipal> principals)
    {
        var find = call.Http.RequestServices.GetRequiredService<FindApp>();
        var ids = principals.Select(p => p.AppId).ToList();
        var own = (await (from scope in call.Db.PermissionScopes
                          join app in call.Db.Applications on scope.ApplicationId equals app.Id
                          where EF.Parameter(ids).Contains(app.AppId) && scope.IsEnabled
                          orderby scope.Value
                          select new { app.AppId, scope }).AsNoTracking().ToListAsync(call.Ct)).ToLookup(s => s.AppId, s => ScopeFacts.Of(s.scope));
        var others = new Dictionary<Guid, IReadOnlyList<ScopeFacts>> { [DirectoryScopes.ResourceAppId] = DirectoryScopes.All };
        foreach (var app in await Others(call, principals)) others[app.AppId] = await find.ScopesOf(app, call.Ct);
        return principals.ToDictionary(p => p.Id, object? (p) => (others.GetValueOrDefault(p.AppId) ?? own[p.AppId]).Select(scope => GraphJson.Of(
            ("adminConsentDescription", scope.Description), ("adminConsentDisplayName", scope.Title ?? scope.Value), ("id", scope.Id), ("isEnabled", true),
            ("type", scope.Type.ToString()), ("userConsentDescription", scope.Description), ("userConsentDisplayName", scope.Title), ("value", scope.Value))).ToList());
    }

    /// <summary>Registrations of other organisations: few, and each is found by the owner that the principal names.</summary>
    private static async Task<List<Application>> Others(GraphCall call, IReadOnlyList<ServicePrincipal> principals)
    {
        var find = call.Http.RequestServices.GetRequiredService<FindApp>();
        var found = new List<Application>();
        foreach (var principal in principals.Where(p => p.OwnerTenantId is not null))
        {
            if (await find.Run(principal.AppId, call.Ct) is { } known) found.Add(known.App);
        }
        return found;
    }
}
