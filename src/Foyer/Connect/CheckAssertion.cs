using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>
/// An app proves itself by a statement signed with a certificate it registered (RFC 7523, <c>private_key_jwt</c>). The header only
/// finds the certificate among the app's own: a certificate that comes along in it (<c>x5c</c>) counts for nothing. A statement is
/// made for this token endpoint, is short-lived and is taken once.
/// </summary>
internal sealed class CheckAssertion(FoyerDb db, FindApp find, FindTenant tenants, CurrentTenant current, FoyerOptions options, TimeProvider clock)
{
    private const int Longest = 16 * 1024;
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Whom an assertion speaks of, before anything of it is believed.</summary>
    public static string? SubjectOf(string assertion) => Read(assertion) is { } jwt && Text(jwt.Claims, "sub") is { } subject ? subject : null;

    /// <summary>Null when the statement proves the app; otherwise what is wrong with it.</summary>
    public async Task<OAuthError?> Run(Application app, string assertion, string? alias, CancellationToken ct)
    {
        if (Read(assertion) is not { } jwt || jwt.Header.TryGetProperty("crit", out _)) return OAuthErrors.BadAssertion;
        var now = clock.UtcNow;
        var certificate = Pick(await find.CertificatesOf(app, ct), jwt.Header);
        if (certificate is null) return OAuthErrors.UnknownCertificate;
        if (certificate.StartsAt > now || certificate.ExpiresAt <= now) return OAuthErrors.ExpiredCertificate;
        if (!IsSigned(jwt, certificate.Certificate)) return OAuthErrors.BadAssertionSignature;

        var id = app.AppId.ToString("D");
        if (!string.Equals(Text(jwt.Claims, "iss"), id, StringComparison.OrdinalIgnoreCase) || !string.Equals(Text(jwt.Claims, "sub"), id, StringComparison.OrdinalIgnoreCase)) return OAuthErrors.BadAssertion;
        if (!await IsForUs(jwt.Claims, alias, ct)) return OAuthErrors.BadAssertionAudience;
        if (Time(jwt.Claims, "exp") is not { } until || until <= now || until > now + LongestLife + Skew) return OAuthErrors.BadAssertionTime;
        if (Time(jwt.Claims, "nbf") > now + Skew || Time(jwt.Claims, "iat") > now + Skew) return OAuthErrors.BadAssertionTime;
        return await IsFirstUse(app, Text(jwt.Claims, "jti") ?? assertion, until, now, ct) ? null : OAuthErrors.UsedAssertion;
    }

    private sealed record Jwt(JsonElement Header, JsonElement Claims, byte[] Signed, byte[] Signature);

    private static Jwt? Read(string assertion)
    {
        if (assertion.Length > Longest || assertion.Split('.') is not [var header, var claims, var signature]) return null;
        if (!Base64Url.IsValid(header) || !Base64Url.IsValid(claims) || !Base64Url.IsValid(signature)) return null;
        try
        {
            using var head = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            using var body = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            if (head.RootElement.ValueKind != JsonValueKind.Object || body.RootElement.ValueKind != JsonValueKind.Object) return null;
            return new Jwt(head.RootElement.Clone(), body.RootElement.Clone(), Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>By <c>x5t#S256</c>, else <c>x5t</c>, else <c>kid</c>, which tools fill with the id or a hash in one of several spellings.</summary>
    private static ClientCertificate? Pick(List<ClientCertificate> certificates, JsonElement header)
    {
        if (Text(header, "x5t#S256") is { } sha256) return certificates.Find(c => Base64Url.EncodeToString(c.Sha256) == sha256);
        if (Text(header, "x5t") is { } sha1) return certificates.Find(c => Base64Url.EncodeToString(c.Sha1) == sha1);
        if (Text(header, "kid") is not { } kid) return null;
        return certificates.Find(c => kid == Base64Url.EncodeToString(c.Sha1) || kid == Base64Url.EncodeToString(c.Sha256)
            || kid.Equals(Convert.ToHexString(c.Sha1), StringComparison.OrdinalIgnoreCase) || kid.Equals(Convert.ToHexString(c.Sha256), StringComparison.OrdinalIgnoreCase)
            || kid.Equals(c.Id.ToString("D"), StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSigned(Jwt jwt, byte[] certificate)
    {
        using var own = X509CertificateLoader.LoadCertificate(certificate);
        using var rsa = own.GetRSAPublicKey();
        using var curve = own.GetECDsaPublicKey();
        return Text(jwt.Header, "alg") switch
        {
            "RS256" => rsa?.VerifyData(jwt.Signed, jwt.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true,
            "PS256" => rsa?.VerifyData(jwt.Signed, jwt.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) == true,
            "ES256" => curve is { KeySize: 256 } && curve.VerifyData(jwt.Signed, jwt.Signature, HashAlgorithmName.SHA256),
            _ => false,
        };
    }

    /// <summary>Made for the token endpoint or the issuer of this very tenant, under whichever name the tenant was called.</summary>
    private async Task<bool> IsForUs(JsonElement claims, string? alias, CancellationToken ct)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return false;
        string?[] named = audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Select(a => a.ValueKind == JsonValueKind.String ? a.GetString() : null)]
            : [audience.ValueKind == JsonValueKind.String ? audience.GetString() : null];
        foreach (var text in named)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != options.Url("") || uri.Query.Length > 0) continue;
            var path = uri.AbsolutePath;
            var cut = path.IndexOf('/', 1);
            if (cut < 0 || path[cut..] is not ("/oauth2/v2.0/token" or "/v2.0")) continue;
            if (path[1..cut] == alias || (current.IsSet && await tenants.Run(path[1..cut], ct) == current.Id)) return true;
        }
        return false;
    }

    private async Task<bool> IsFirstUse(Application app, string id, DateTime until, DateTime now, CancellationToken ct)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("foyer.assertion." + id));
        var written = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "UsedAssertions" ("TenantId", "ApplicationId", "Hash", "ExpiresAt") VALUES ({app.TenantId}, {app.Id}, {hash}, {until})
            ON CONFLICT DO NOTHING
            """, ct);
        // What has expired proves nothing any more; a sample of the new ones pays for keeping the table small.
        if (RandomNumberGenerator.GetInt32(64) == 0) await db.Database.ExecuteSqlAsync($"""DELETE FROM "UsedAssertions" WHERE "TenantId" = {app.TenantId} AND "ExpiresAt" < {now}""", ct);
        return written == 1;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Some libraries write these numbers as text.</summary>
    private static DateTime? Time(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value)) return null;
        double seconds;
        if (value.ValueKind == JsonValueKind.Number) seconds = value.GetDouble();
        else if (value.ValueKind != JsonValueKind.String || !double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds)) return null;
        return seconds is >= 0 and < 253_402_300_799 ? DateTime.UnixEpoch.AddSeconds(seconds) : null;
    }
}
