using Foyer.Connect.Device;
using Foyer.SignIn;

namespace Foyer.Connect;

/// <summary>
/// <c>organizations</c> and <c>common</c> name no organisation: whose is a request there? A browser's is its person's home, so a guest
/// goes home; a token request's is that of the code or token it shows. Until somebody is known it is nobody's.
/// </summary>
internal sealed class SharedAuthority(FindSession sessions, FindTenant tenants, TenantKeys keys, DescribeServer describe, PublishKeys publish, FindDevice devices)
{
    public static readonly string[] Names = ["organizations", "common"];

    /// <summary>Answers what needs no person; false when the request goes on.</summary>
    public async Task<bool> Answer(HttpContext http, string alias, string path)
    {
        var ct = http.RequestAborted;
        object? answer = path switch
        {
            "/v2.0/.well-known/openid-configuration" => describe.OfNobody(alias),
            "/discovery/v2.0/keys" => new Dictionary<string, object>(StringComparer.Ordinal) { ["keys"] = publish.KeysOf(await keys.Of(TenantKeys.Shared, ct)) },
            "/discovery/instance" => (object?)describe.Instance(http.Request.Query["authorization_endpoint"]) ?? OAuthErrors.NoInstance,
            _ => null,
        };
        if (answer is null) return false;
        if (answer is OAuthError error) await error.Write(http, StatusCodes.Status400BadRequest);
        else await http.Response.WriteAsJsonAsync(answer, ct);
        return true;
    }

    /// <summary><see cref="TenantKeys.Shared"/> while nobody is known.</summary>
    public async Task<Guid> TenantOf(HttpContext http, string path)
    {
        var claimed = path.EndsWith("/token", StringComparison.Ordinal) ? await OfTokenRequest(http) : path.EndsWith("/devicecode", StringComparison.Ordinal) ? null : await OfBrowser(http);
        return claimed is { } tenant && await tenants.Run(tenant.ToString("D"), http.RequestAborted) is { } known ? known : TenantKeys.Shared;
    }

    private async Task<Guid?> OfBrowser(HttpContext http) =>
        SessionCookie.Of(http.Request) is { } cookie && await sessions.Run(cookie, http.RequestAborted) is { } person ? person.HomeTenantId : null;

    private async Task<Guid?> OfTokenRequest(HttpContext http)
    {
        if (!http.Request.HasFormContentType) return null;
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        return form["grant_type"].ToString() switch
        {
            "authorization_code" => ProtectTokens.TenantOf(form["code"]),
            "refresh_token" => ProtectTokens.TenantOf(form["refresh_token"]),
            ExchangeToken.DeviceGrant or DescribeServer.DeviceGrantType => (await devices.ByDeviceCode(form["device_code"], http.RequestAborted))?.GrantTenantId,
            _ => null,
        };
    }
}
