using Foyer.Data;

namespace Foyer.Connect;

/// <summary>
/// Turns <c>/{tenant}/oauth2/v2.0/token</c> into the tenant of the request and the path <c>/oauth2/v2.0/token</c>. The base
/// ends in the tenant's id, so nothing that is built from it depends on the name used.
/// </summary>
internal sealed class TenantByPath(RequestDelegate next, FindTenant find, SharedAuthority shared, TenantKeys keys)
{
    private static readonly string[] Below = ["/v2.0/", "/oauth2/", "/discovery/", "/adminconsent", "/.well-known/openid-configuration"];
    /// <summary>The older spellings of addresses whose answers are the same here.</summary>
    private static readonly Dictionary<string, string> Older = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/.well-known/openid-configuration"] = "/v2.0/.well-known/openid-configuration",
        ["/discovery/keys"] = "/discovery/v2.0/keys",
        ["/adminconsent"] = "/v2.0/adminconsent",
    };
    private static readonly string[] Pages = ["/authorize", "/logout", "/adminconsent", "/consent"];

    public async Task Invoke(HttpContext http, CurrentTenant current)
    {
        var path = http.Request.Path.Value ?? "";
        if (IsProtocol(path))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound; // a protocol endpoint without a tenant before it
            return;
        }
        var slash = path.Length > 1 ? path.IndexOf('/', 1) : -1;
        if (slash < 0 || !IsProtocol(path.AsSpan(slash)))
        {
            await next(http);
            return;
        }

        var (name, rest) = (path[1..slash], Older.GetValueOrDefault(path[slash..], path[slash..]));
        var alias = SharedAuthority.Names.FirstOrDefault(a => a.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (alias is not null && await shared.Answer(http, alias, rest)) return;
        if ((alias is null ? await find.Run(name, http.RequestAborted) : await shared.TenantOf(http, rest)) is not { } tenantId)
        {
            // A person gets a page, a program its JSON.
            if (Pages.Any(page => rest.EndsWith(page, StringComparison.OrdinalIgnoreCase))) await RefusalPages.NoTenant(http).ExecuteAsync(http);
            else await OAuthErrors.NoTenant.Write(http, StatusCodes.Status404NotFound);
            return;
        }
        if (tenantId != TenantKeys.Shared) current.Set(tenantId);
        http.Features.Set(new ConnectFeature(await keys.Of(tenantId, http.RequestAborted), alias));
        http.Request.PathBase = $"/{tenantId:D}";
        http.Request.Path = rest;
        await next(http);
    }

    private static bool IsProtocol(ReadOnlySpan<char> path)
    {
        foreach (var start in Below)
        {
            if (path.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
