using Foyer.Web;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>The discovery document's members that Entra's has and the library's lacks (digest 6.1).</summary>
internal sealed class DescribeServer(FoyerOptions options) : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.UserInfoEndpoint = new Uri(options.Url("/oidc/userinfo"));
        context.SubjectTypes.Clear();
        context.SubjectTypes.Add("pairwise");
        foreach (var claim in (string[])["sub", "iss", "aud", "exp", "iat", "auth_time", "acct", "nonce", "preferred_username", "name", "tid", "oid", "ver", "at_hash", "email", "idp", "sid", "roles", "groups"])
            context.Claims.Add(claim);
        context.Metadata["http_logout_supported"] = true;
        context.Metadata["frontchannel_logout_supported"] = true;
        context.Metadata["frontchannel_logout_session_supported"] = true;
        context.Metadata["request_uri_parameter_supported"] = false;
        return default;
    }
}
