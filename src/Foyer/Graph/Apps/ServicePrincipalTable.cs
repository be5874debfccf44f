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
        .Add("appOwnerOrganizationId", s => s.TenantId, p => p.Default())
        .Add("appRoleAssignmentRequired", s => s.AppRoleAssignmentRequired, p => p.Default().Filter(Ops.Exact))
        .Load("appRoles", async (call, apps) => await ApplicationTable.Roles(call, [.. apps.Select(a => (a.Id, a.AppId))]), p => p.Default())
        .Add("displayName", s => s.DisplayName, p => p.Default().Filter(Ops.Text).Sorts().Search(SearchKind.Words))
        .Add("homepage", s => s.SignOnUrl, p => p.Default())
        .Add("loginUrl", s => s.SignOnUrl, p => p.Default())
        .Load("logoutUrl", (call, apps) => OfApplication(call, apps, a => a.FrontChannelLogoutUrl), p => p.Default())
        .Value("notes", _ => null, p => p.Default())
        .Value("oauth2PermissionScopes", _ => Array.Empty<string>(), p => p.Default())
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
        return principals.ToDictionary(p => p.Id, p => apps.TryGetValue(p.AppId, out var app) ? read(app) : null);
    }
}
