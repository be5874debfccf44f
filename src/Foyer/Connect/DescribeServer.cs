using Foyer.Web;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>The discovery document's members that Entra's has and the library's lacks (digest 6.1), and the whole document where the address names no organisation.</summary>
internal sealed class DescribeServer(FoyerOptions options) : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    /// <summary>The issuer of every organisation; the braces stay as they are where no organisation is named.</summary>
    public const string IssuerTemplate = "/{tenantid}/v2.0";

    public const string DeviceGrantType = "urn:ietf:params:oauth:grant-type:device_code";

    private static readonly string[] Claims = ["sub", "iss", "aud", "exp", "iat", "auth_time", "acct", "nonce", "preferred_username", "name", "tid", "oid", "ver", "at_hash", "email", "idp", "sid", "roles", "groups"];
    private static readonly string[] ClientProofs = ["client_secret_post", "private_key_jwt", "client_secret_basic"];

    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        var tenant = context.Transaction.GetHttpRequest()!.PathBase;
        context.UserInfoEndpoint = new Uri(options.Url("/oidc/userinfo"));
        context.DeviceAuthorizationEndpoint = new Uri(options.Url($"{tenant}/oauth2/v2.0/devicecode"));
        context.GrantTypes.Remove(ExchangeToken.DeviceGrant);
        context.GrantTypes.Add(DeviceGrantType);
        context.SubjectTypes.Clear();
        context.SubjectTypes.Add("pairwise");
        context.Claims.UnionWith(Claims);
        foreach (var (name, value) in Flags()) context.Metadata[name] = value;
        context.Metadata["msgraph_host"] = options.PublicUrl.Authority;
        return default;
    }

    /// <summary>The document of <c>organizations</c> and <c>common</c>: their issuer is a pattern, which the library could not write.</summary>
    public Dictionary<string, object> OfNobody(string alias)
    {
        var at = options.Url("/" + alias);
        var document = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["issuer"] = options.Url(IssuerTemplate),
            ["authorization_endpoint"] = at + "/oauth2/v2.0/authorize",
            ["token_endpoint"] = at + "/oauth2/v2.0/token",
            ["device_authorization_endpoint"] = at + "/oauth2/v2.0/devicecode",
            ["end_session_endpoint"] = at + "/oauth2/v2.0/logout",
            ["jwks_uri"] = at + "/discovery/v2.0/keys",
            ["userinfo_endpoint"] = options.Url("/oidc/userinfo"),
            ["token_endpoint_auth_methods_supported"] = ClientProofs,
            ["grant_types_supported"] = new[] { "authorization_code", "refresh_token", DeviceGrantType },
            ["response_modes_supported"] = new[] { "query", "fragment", "form_post" },
            ["response_types_supported"] = new[] { "code" },
            ["scopes_supported"] = new[] { "openid", "profile", "email", "offline_access" },
            ["subject_types_supported"] = new[] { "pairwise" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            ["code_challenge_methods_supported"] = new[] { "S256" },
            ["claims_supported"] = Claims,
            ["msgraph_host"] = options.PublicUrl.Authority,
        };
        foreach (var (name, value) in Flags()) document[name] = value;
        return document;
    }

    /// <summary>What MSAL asks of an unknown host (digest 6.3): this host knows itself and no other.</summary>
    public Dictionary<string, object>? Instance(string? authorizationEndpoint)
    {
        if (!Uri.TryCreate(authorizationEndpoint, UriKind.Absolute, out var asked) || asked.GetLeftPart(UriPartial.Authority) != options.Url("")) return null;
        var host = options.PublicUrl.Authority;
        var tenant = asked.AbsolutePath.Split('/', 3)[1];
        return new(StringComparer.Ordinal)
        {
            ["tenant_discovery_endpoint"] = options.Url($"/{tenant}/v2.0/.well-known/openid-configuration"),
            ["api-version"] = "1.1",
            ["metadata"] = new[] { new Dictionary<string, object>(StringComparer.Ordinal) { ["preferred_network"] = host, ["preferred_cache"] = host, ["aliases"] = new[] { host } } },
        };
    }

    private static (string Name, bool Value)[] Flags() =>
        [("http_logout_supported", true), ("frontchannel_logout_supported", true), ("frontchannel_logout_session_supported", true), ("request_uri_parameter_supported", false)];
}
