using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CorporateApp;

/// <summary>The whole of the OpenID Connect wiring: what an app has to say to let people of an organisation and its guests in.</summary>
internal static class SignIn
{
    public const string SessionId = "sid";

    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    /// <summary>Code flow with PKCE against <see cref="AppSettings.Authority"/>, a cookie for the session.</summary>
    public static void AddSignIn(this IServiceCollection services, AppSettings settings)
    {
        // Cookies know hosts, not ports: two apps on localhost would overwrite each other's without names of their own.
        var cookie = $"app.{settings.ClientId}";
        services.AddDataProtection().SetApplicationName(cookie);
        services.AddMemoryCache(o => o.SizeLimit = 10_000);

        services.AddAuthentication(o =>
            {
                o.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                o.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie(o =>
            {
                o.Cookie.Name = cookie;
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                o.ExpireTimeSpan = SessionLength;
                o.Events.OnValidatePrincipal = RejectEndedSession;
            })
            .AddOpenIdConnect(o =>
            {
                o.Authority = settings.Authority;
                o.ClientId = settings.ClientId;
                o.ClientSecret = settings.ClientSecret;
                o.RequireHttpsMetadata = settings.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

                o.ResponseType = OpenIdConnectResponseType.Code;
                o.UsePkce = true;
                o.Scope.Clear();
                o.Scope.Add("openid");
                o.Scope.Add("profile");
                o.Scope.Add("email");

                // The answer comes back as a plain redirect, so Lax cookies suffice; the form post that is the default
                // would need SameSite=None, which browsers refuse over http.
                o.ResponseMode = OpenIdConnectResponseMode.Query;
                o.CorrelationCookie.Name = cookie + ".correlation.";
                o.CorrelationCookie.SameSite = SameSiteMode.Lax;
                o.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                o.NonceCookie.Name = cookie + ".nonce.";
                o.NonceCookie.SameSite = SameSiteMode.Lax;
                o.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;

                // Half an hour: a guest may create an account and wait for a mail in between.
                o.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(30);
                o.BackchannelTimeout = TimeSpan.FromSeconds(10);

                o.SaveTokens = true;
                o.MapInboundClaims = false;
                o.ClaimActions.Clear();
                o.TokenValidationParameters.NameClaimType = "name";
                o.TokenValidationParameters.RoleClaimType = "roles";

                o.RemoteSignOutPath = "/signout-oidc";
                o.Events.OnRemoteSignOut = RememberEndedSession;
                o.Events.OnRemoteFailure = async context =>
                {
                    context.HandleResponse();
                    var pages = context.HttpContext.RequestServices.GetRequiredService<Pages>();
                    await pages.Failed(context.Failure).ExecuteAsync(context.HttpContext);
                };
            });
    }

    /// <summary>True when the sign-in service did not answer with its metadata: it is down, starting, or the address is wrong.</summary>
    public static bool MeansUnreachable(Exception e) => e is InvalidOperationException or HttpRequestException or IOException;

    // The sign-in service loads this address in a hidden frame when the session ends there. A browser may withhold the cookie
    // in a frame, so the session's id is remembered as well and refused at its next request.
    private static Task RememberEndedSession(RemoteSignOutContext context)
    {
        if (context.ProtocolMessage?.Sid is { Length: > 0 and <= 200 } sid)
        {
            context.HttpContext.RequestServices.GetRequiredService<IMemoryCache>().Set(
                SessionId + sid, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = SessionLength });
        }

        return Task.CompletedTask;
    }

    private static Task RejectEndedSession(CookieValidatePrincipalContext context)
    {
        var ended = context.HttpContext.RequestServices.GetRequiredService<IMemoryCache>();
        if (context.Principal?.FindFirst(SessionId) is { } sid && ended.TryGetValue(SessionId + sid.Value, out _))
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }
}
