using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Foyer.Apps;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Connect;

/// <summary>
/// The scheme <see cref="Schemes.Bearer"/>: access tokens of ours for the directory's own API. The token's tenant becomes the
/// tenant of the request; whose token it is must still exist there, and must not have been signed out since (security rule 22).
/// </summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logger, UrlEncoder encoder, BearerCheck check)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logger, encoder)
{
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        return await check.Run(header[Prefix.Length..].Trim(), Context.RequestAborted) is { } identity
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name))
            : AuthenticateResult.Fail("The access token is not valid here.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var tried = (await HandleAuthenticateOnceSafeAsync()).Failure is not null;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = tried ? "Bearer error=\"invalid_token\", error_description=\"The access token is expired, revoked or meant for somebody else.\"" : "Bearer";
    }
}

/// <summary>Whether a text is an access token that counts now.</summary>
internal sealed class BearerCheck(FindTenant find, TenantKeys keys, FoyerOptions options, FoyerDb db, ReadConsents consents, CurrentTenant current, TimeProvider clock)
{
    private const int LongestToken = 32 * 1024;
    private static readonly JsonWebTokenHandler Reader = new() { MaximumTokenSizeInBytes = LongestToken };

    public async Task<ClaimsIdentity?> Run(string text, CancellationToken ct)
    {
        if (TenantOf(text) is not { } tenantId || await find.Run(tenantId.ToString("D"), ct) is null) return null;
        var ring = await keys.Of(tenantId, ct);
        var result = await Reader.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = options.Issuer(tenantId),
            ValidAudiences = [GraphApp.AppId.ToString("D"), options.Url("")],
            IssuerSigningKeys = ring.Published, // never the shared ones: the directory's own tokens are the tenant's affair
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidTypes = ["JWT"],
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => until > clock.UtcNow && (from is null || from <= clock.UtcNow),
            NameClaimType = "name",
            RoleClaimType = FoyerClaims.Roles,
            AuthenticationType = Schemes.Bearer,
        });
        if (!result.IsValid || (current.IsSet && current.Id != tenantId)) return null;
        current.Set(tenantId);
        return await Lives(result.ClaimsIdentity, ct) ? result.ClaimsIdentity : null;
    }

    /// <summary>Which tenant's keys to ask; believed only after they verified the signature.</summary>
    private static Guid? TenantOf(string text)
    {
        if (text.Length > LongestToken || !Reader.CanReadToken(text)) return null;
        try
        {
            return Reader.ReadJsonWebToken(text).TryGetPayloadValue(FoyerClaims.Tenant, out string? tid) && Guid.TryParseExact(tid, "D", out var id) ? id : null;
        }
        catch (ArgumentException) // what the reader says to a token that is none
        {
            return null;
        }
    }

    private async Task<bool> Lives(ClaimsIdentity token, CancellationToken ct)
    {
        if (!Guid.TryParse(token.FindFirst(FoyerClaims.Object)?.Value, out var id)) return false;
        if (token.FindFirst(FoyerClaims.IdType)?.Value == "app") return await db.ServicePrincipals.AnyAsync(s => s.Id == id && s.AccountEnabled, ct);
        if (!long.TryParse(token.FindFirst("iat")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var issued)) return false;
        var at = DateTimeOffset.FromUnixTimeSeconds(issued).UtcDateTime;
        return await db.Users.Live.AnyAsync(u => u.Id == id && u.AccountEnabled && (u.SignInSessionsValidFrom == null || u.SignInSessionsValidFrom <= at), ct)
            && await IsStillAllowed(token, id, ct);
    }

    /// <summary>In somebody's name an app may do what is allowed now, not what was when the token was made.</summary>
    private async Task<bool> IsStillAllowed(ClaimsIdentity token, Guid userId, CancellationToken ct)
    {
        if (token.FindFirst(FoyerClaims.Scopes) is not { } claim) return true;
        var names = claim.Value.Split(' ');
        if (names.All(DirectoryScopes.Basic.Contains)) return true;
        if (!Guid.TryParse(token.FindFirst(FoyerClaims.App)?.Value, out var app) || await consents.OnDirectory(app, userId, ct) is not { } held) return false;
        token.RemoveClaim(claim);
        token.AddClaim(new Claim(FoyerClaims.Scopes, string.Join(' ', names.Where(held.Contains))));
        return true;
    }
}
