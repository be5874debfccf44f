using Foyer.Apps;
using Foyer.Graph.Query;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>application</c> (digest 5.3) as far as the registration has them.</summary>
internal static class ApplicationTable
{
    public static readonly GraphTable<Application> Table = new GraphTable<Application>("application", "applications", a => a.Id)
        .Add("id", a => a.Id, p => p.Default().Filter(Ops.Exact))
        .Add("appId", a => a.AppId, p => p.Default().Filter(Ops.Exact))
        .Add("displayName", a => a.DisplayName, p => p.Default().Filter(Ops.Text).Sorts().Search(SearchKind.Words))
        .Add("createdDateTime", a => a.CreatedAt, p => p.Default().Filter(Ops.Time).Sorts(advanced: true))
        .Value("deletedDateTime", _ => null, p => p.Default())
        .Add("signInAudience", a => a.SignInAudience, p => p.Default().Filter(Ops.Exact))
        .Add("groupMembershipClaims", a => a.GroupMembershipClaims, p => p.Default())
        .Value("identifierUris", _ => Array.Empty<string>(), p => p.Default())
        .Add("isFallbackPublicClient", a => a.IsPublicClient, p => p.Default())
        .Value("web", a => GraphJson.Of(("homePageUrl", null), ("logoutUrl", a.FrontChannelLogoutUrl), ("redirectUris", a.IsPublicClient ? [] : a.RedirectUris),
            ("implicitGrantSettings", GraphJson.Of(("enableIdTokenIssuance", false), ("enableAccessTokenIssuance", false)))), p => p.Default())
        .Value("publicClient", a => GraphJson.Of(("redirectUris", a.IsPublicClient ? a.RedirectUris : [])), p => p.Default())
        .Value("spa", _ => GraphJson.Of(("redirectUris", Array.Empty<string>())), p => p.Default())
        .Load("api", Api, p => p.Default())
        .Load("keyCredentials", Certificates, p => p.Default())
        .Load("appRoles", async (call, apps) => await Roles(call, [.. apps.Select(a => (a.Id, a.AppId))]), p => p.Default())
        .Load("passwordCredentials", Secrets, p => p.Default())
        .Load("requiredResourceAccess", Needs, p => p.Default())
        .Value("tags", _ => Array.Empty<string>(), p => p.Default());

    public static IReadOnlyDictionary<string, object?> Secret(ClientSecret secret, string? text = null) => GraphJson.Of(
        ("customKeyIdentifier", null), ("displayName", secret.DisplayName), ("endDateTime", secret.ExpiresAt), ("hint", secret.Hint), ("keyId", secret.Id), ("secretText", text), ("startDateTime", secret.CreatedAt));

    private static async Task<IReadOnlyDictionary<Guid, object?>> Api(GraphCall call, IReadOnlyList<Application> apps)
    {
        var ids = apps.Select(a => a.Id).ToList();
        var scopes = (await call.Db.PermissionScopes.AsNoTracking().Where(s => EF.Parameter(ids).Contains(s.ApplicationId)).OrderBy(s => s.Value).ToListAsync(call.Ct)).ToLookup(s => s.ApplicationId);
        return apps.ToDictionary(a => a.Id, object? (a) => GraphJson.Of(("requestedAccessTokenVersion", a.RequestedAccessTokenVersion), ("acceptMappedClaims", null),
            ("knownClientApplications", Array.Empty<string>()), ("oauth2PermissionScopes", scopes[a.Id].Select(ScopeJson).ToList()), ("preAuthorizedApplications", Array.Empty<string>())));
    }

    private static IReadOnlyDictionary<string, object?> ScopeJson(PermissionScope scope) => GraphJson.Of(
        ("adminConsentDescription", scope.AdminConsentDescription), ("adminConsentDisplayName", scope.AdminConsentDisplayName), ("id", scope.Id), ("isEnabled", scope.IsEnabled),
        ("type", scope.Type.ToString()), ("userConsentDescription", scope.UserConsentDescription), ("userConsentDisplayName", scope.UserConsentDisplayName), ("value", scope.Value));

    private static async Task<IReadOnlyDictionary<Guid, object?>> Needs(GraphCall call, IReadOnlyList<Application> apps)
    {
        var ids = apps.Select(a => a.Id).ToList();
        var needs = (await call.Db.RequiredPermissions.AsNoTracking().Where(p => EF.Parameter(ids).Contains(p.ApplicationId)).ToListAsync(call.Ct)).ToLookup(p => p.ApplicationId);
        return ids.ToDictionary(id => id, object? (id) => needs[id].GroupBy(p => p.ResourceAppId).OrderBy(g => g.Key).Select(g => GraphJson.Of(("resourceAppId", g.Key),
            ("resourceAccess", g.OrderBy(p => p.PermissionId).Select(p => GraphJson.Of(("id", p.PermissionId), ("type", p.Kind.ToString()))).ToList()))).ToList());
    }

    /// <summary>Graph shows what a certificate is, not the certificate.</summary>
    private static async Task<IReadOnlyDictionary<Guid, object?>> Certificates(GraphCall call, IReadOnlyList<Application> apps)
    {
        var ids = apps.Select(a => a.Id).ToList();
        var keys = (await call.Db.ClientCertificates.AsNoTracking().Where(c => EF.Parameter(ids).Contains(c.ApplicationId)).OrderBy(c => c.Id).ToListAsync(call.Ct)).ToLookup(c => c.ApplicationId);
        return ids.ToDictionary(id => id, object? (id) => keys[id].Select(c => GraphJson.Of(("customKeyIdentifier", Convert.ToBase64String(c.Sha1)), ("displayName", c.DisplayName), ("endDateTime", c.ExpiresAt),
            ("key", null), ("keyId", c.Id), ("startDateTime", c.StartsAt), ("type", "AsymmetricX509Cert"), ("usage", "Verify"))).ToList());
    }

    /// <summary>Roles of the apps, by the id of the object that shows them.</summary>
    public static async Task<IReadOnlyDictionary<Guid, object?>> Roles(GraphCall call, List<(Guid Id, Guid AppId)> shown)
    {
        var appIds = shown.ConvertAll(s => s.AppId);
        var roles = await (from role in call.Db.AppRoles
                           join app in call.Db.Applications on role.ApplicationId equals app.Id
                           where EF.Parameter(appIds).Contains(app.AppId)
                           orderby role.Id
                           select new { app.AppId, Role = role }).AsNoTracking().ToListAsync(call.Ct);
        var byApp = roles.ToLookup(r => r.AppId, r => r.Role);
        return shown.ToDictionary(s => s.Id, object? (s) => byApp[s.AppId].Select(RoleJson).ToList());
    }

    public static IReadOnlyDictionary<string, object?> RoleJson(AppRole role) => GraphJson.Of(
        ("allowedMemberTypes", new[] { role.ForApplications ? "Application" : "User" }), ("description", role.DisplayName), ("displayName", role.DisplayName),
        ("id", role.Id), ("isEnabled", role.IsEnabled), ("origin", "Application"), ("value", role.Value));

    private static async Task<IReadOnlyDictionary<Guid, object?>> Secrets(GraphCall call, IReadOnlyList<Application> apps)
    {
        var ids = apps.Select(a => a.Id).ToList();
        var secrets = (await call.Db.ClientSecrets.AsNoTracking().Where(s => EF.Parameter(ids).Contains(s.ApplicationId)).OrderBy(s => s.Id).ToListAsync(call.Ct)).ToLookup(s => s.ApplicationId);
        return ids.ToDictionary(id => id, object? (id) => secrets[id].Select(s => Secret(s)).ToList());
    }
}
