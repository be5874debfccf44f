using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// Codes and refresh tokens: encrypted with the server's data-protection keys, each kind and each tenant with a purpose of its
/// own, so one can never pass for the other (security rule 2). Only Foyer reads them, so no signature is spent on them. The tenant
/// stands before the secret part, because at <c>organizations</c> nothing else of a token request tells it.
/// </summary>
internal sealed class ProtectTokens(IDataProtectionProvider protection) :
    IOpenIddictServerHandler<GenerateTokenContext>, IOpenIddictServerHandler<ValidateTokenContext>
{
    private const int TenantBytes = 16;
    private const int Longest = 64 * 1024;

    private static readonly string[] Kinds = [TokenTypeIdentifiers.Private.AuthorizationCode, TokenTypeIdentifiers.RefreshToken];

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (!Kinds.Contains(context.TokenType, StringComparer.Ordinal)) return default;
        var tenant = context.Transaction.GetHttpRequest()!.HttpContext.Features.GetRequiredFeature<ConnectFeature>().Keys.TenantId;
        context.Token = Base64Url.EncodeToString([.. tenant.ToByteArray(), .. Protect(context.TokenType, context.Options.Issuer!.AbsoluteUri, context.Principal)]);
        return default;
    }

    /// <summary>Whose code or refresh token this claims to be; believed only when that tenant's protector can open it.</summary>
    public static Guid? TenantOf(string? token)
    {
        const int chars = 24; // of base64url, for 18 bytes
        if (token is not { Length: > chars and <= Longest } || !Base64Url.IsValid(token.AsSpan(0, chars))) return null;
        return new Guid(Base64Url.DecodeFromChars(token.AsSpan(0, chars)).AsSpan(0, TenantBytes));
    }

    /// <summary>What a grant says, as only this server can read it.</summary>
    public byte[] Protect(string kind, string issuer, ClaimsPrincipal principal) =>
        Protector(kind, issuer).Protect(JsonSerializer.SerializeToUtf8Bytes(principal.Claims.Select(c => (string[])[c.Type, c.Value]).ToArray()));

    /// <summary>Null for what is not ours, of another kind or of another tenant.</summary>
    public ClaimsPrincipal? Unprotect(string kind, string issuer, ReadOnlySpan<byte> secret)
    {
        try
        {
            var claims = JsonSerializer.Deserialize<string[][]>(Protector(kind, issuer).Unprotect(secret.ToArray()))!;
            return new ClaimsPrincipal(new ClaimsIdentity(claims.Select(c => new Claim(c[0], c[1])), "Foyer")).SetTokenType(kind);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.ValidTokenTypes.Count != 1 || context.ValidTokenTypes.First() is not { } kind || !Kinds.Contains(kind, StringComparer.Ordinal)) return default;
        context.Principal = Base64Url.IsValid(context.Token) && Base64Url.DecodeFromChars(context.Token) is { Length: > TenantBytes } bytes
            ? Unprotect(kind, context.Options.Issuer!.AbsoluteUri, bytes.AsSpan(TenantBytes))
            : null;
        if (context.Principal is null) context.Reject(Errors.InvalidGrant, OAuthErrors.ExpiredGrant.Description);
        return default;
    }

    private IDataProtector Protector(string kind, string issuer) => protection.CreateProtector("Foyer.Connect", kind, issuer);
}

/// <summary>The claims of a grant in the principal that OpenIddict carries from the code to the tokens.</summary>
internal static class GrantPrincipal
{
    // Names that no token shows: only ProtectTokens writes them.
    private const string User = "foyer_user", Created = "foyer_created", Generation = "foyer_generation",
        Session = "foyer_session", Authenticated = "foyer_authenticated", Method = "foyer_method";

    public static ClaimsPrincipal Of(Grant grant, Sitting sitting, IEnumerable<string> scopes)
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity(
        [
            new(Claims.Subject, grant.UserId.ToString("D")),
            new(User, grant.UserId.ToString("D")),
            new(Created, Ticks(grant.CreatedAt)),
            new(Generation, "0"),
            new(Session, sitting.SessionId.ToString("D")),
            new(Authenticated, Ticks(sitting.AuthenticatedAt)),
            .. sitting.Methods.Select(m => new Claim(Method, m)),
        ], "Foyer"));
        return principal.SetAuthorizationId(grant.Id.ToString("D")).SetScopes(scopes);
    }

    public static GrantTicket Ticket(ClaimsPrincipal principal) => new(
        Guid.Parse(principal.GetAuthorizationId()!, CultureInfo.InvariantCulture),
        Guid.Parse(principal.GetClaim(User)!, CultureInfo.InvariantCulture),
        Guid.Parse(principal.GetClaim(Session)!, CultureInfo.InvariantCulture),
        Time(principal.GetClaim(Created)!),
        int.Parse(principal.GetClaim(Generation)!, CultureInfo.InvariantCulture));

    public static SittingFacts Facts(ClaimsPrincipal principal) => new(
        Guid.Parse(principal.GetClaim(Session)!, CultureInfo.InvariantCulture),
        Time(principal.GetClaim(Authenticated)!),
        [.. principal.GetClaims(Method)]);

    /// <summary>The same sign-in, one refresh token later.</summary>
    public static ClaimsPrincipal Next(ClaimsPrincipal principal, int generation) =>
        principal.Clone(claim => claim.Type is not (Generation or Claims.Private.TokenType)).SetClaim(Generation, generation.ToString(CultureInfo.InvariantCulture));

    private static string Ticks(DateTime at) => at.Ticks.ToString(CultureInfo.InvariantCulture);

    private static DateTime Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
