using Foyer.Data;

namespace Foyer.Connect;

/// <summary>
/// Turns <c>/{tenant}/oauth2/v2.0/token</c> into the tenant of the request and the path <c>/oauth2/v2.0/token</c>. The base
/// ends in the tenant's id, so nothing that is built from it depends on the name used.
/// </summary>
internal sealed class TenantByPath(RequestDelegate next, FindTenant find, TenantKeys keys)
{
    private static readonly string[] Below = ["/v2.0/", "/oauth2/", "/discovery/"];

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

        if (await find.Run(path[1..slash], http.RequestAborted) is not { } tenantId)
        {
            // A person gets a page, a program its JSON.
            if (path.EndsWith("/authorize", StringComparison.OrdinalIgnoreCase) || path.EndsWith("/logout", StringComparison.OrdinalIgnoreCase)) await RefusalPages.NoTenant(http).ExecuteAsync(http);
            else await OAuthErrors.NoTenant.Write(http);
            return;
        }
        current.Set(tenantId);
        http.Features.Set(new ConnectFeature(await keys.Of(tenantId, http.RequestAborted)));
        http.Request.PathBase = $"/{tenantId:D}";
        http.Request.Path = path[slash..];
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
