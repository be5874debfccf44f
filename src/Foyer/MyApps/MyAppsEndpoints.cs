using Foyer.Apps;
using Foyer.Branding;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Web;
using Foyer.Web.Text;

namespace Foyer.MyApps;

/// <summary>The App Access Panel (contract section 4): a person's apps in one organisation.</summary>
internal static class MyAppsEndpoints
{
    public static async Task<IResult> Show(HttpContext http, ReadOrganisations read, TenantScopes scopes, FindBrand brands, CancellationToken ct)
    {
        var organisations = await read.Run(http.User, ct);
        var wanted = http.Request.Query["tenantId"].ToString();
        var (here, apps) = wanted.Length > 0
            ? await Wanted(scopes, organisations, wanted, ct)
            : await Usual(scopes, organisations, ct);
        // An organisation that does not know the person answers like one that does not exist (security rules 16 and 20).
        if (here is null) return ErrorPages.Page(http, StatusCodes.Status404NotFound);
        var text = http.Texts();
        return SignInEndpoints.Page<MyAppsPage>(new
        {
            Text = text, Brand = await brands.Of(here.TenantId, text.Language, ct), Name = http.User.Identity!.Name!, Here = here, Organisations = organisations, Apps = apps,
        });
    }

    private static async Task<(Organisation? Here, List<OpenableApp> Apps)> Wanted(TenantScopes scopes, List<Organisation> organisations, string wanted, CancellationToken ct)
    {
        var here = Guid.TryParse(wanted, out var id) ? organisations.Find(o => o.TenantId == id) : null;
        return (here, here is null ? [] : await AppsIn(scopes, here, ct));
    }

    /// <summary>The home; or the only organisation that invited, for somebody whose home has no apps.</summary>
    private static async Task<(Organisation? Here, List<OpenableApp> Apps)> Usual(TenantScopes scopes, List<Organisation> organisations, CancellationToken ct)
    {
        if (organisations is not [var home, .. var others]) return (null, []);
        var apps = await AppsIn(scopes, home, ct);
        return apps.Count == 0 && others is [var only] ? (only, await AppsIn(scopes, only, ct)) : (home, apps);
    }

    private static async Task<List<OpenableApp>> AppsIn(TenantScopes scopes, Organisation organisation, CancellationToken ct)
    {
        var apps = await scopes.Run<AppAccess, List<OpenableApp>>(organisation.TenantId, access => access.OpenableBy(organisation.UserId, ct));
        // What stands in a link of ours never runs as script here, whatever was registered.
        return apps.FindAll(app => Uri.TryCreate(app.SignOnUrl, UriKind.Absolute, out var url) && url.Scheme is "https" or "http");
    }
}
