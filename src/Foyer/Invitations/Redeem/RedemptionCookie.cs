using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Invitations;

/// <summary>
/// What a browser holds of its way through an invitation: which redemption, and 256 random bits of which the store keeps only the
/// hash. What was proven on the way lies on the server (security rule 14).
/// </summary>
internal sealed record RedemptionCookie(Guid TenantId, Guid RedemptionId, byte[] Secret)
{
    public const string Name = "foyer-redeem";
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private const int SecretBytes = 32;
    private const int Bytes = 16 + 16 + SecretBytes;

    public byte[] Hash => SHA256.HashData([.. "foyer.redemption."u8, .. RedemptionId.ToByteArray(), .. Secret]);

    /// <summary>Hash of a mailed code. The browser's secret is part of it: eight digits alone would be guessed from a stolen hash.</summary>
    public byte[] HashOf(string code) => SHA256.HashData([.. "foyer.code."u8, .. RedemptionId.ToByteArray(), .. Secret, .. Encoding.UTF8.GetBytes(code)]);

    public static RedemptionCookie New(Guid tenantId, Guid redemptionId) => new(tenantId, redemptionId, RandomNumberGenerator.GetBytes(SecretBytes));

    public static RedemptionCookie? Of(HttpRequest request)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return request.Cookies[Name] is { Length: <= 128 } text && Base64Url.IsValid(text, out var length) && length == Bytes && Base64Url.TryDecodeFromChars(text, bytes, out _)
            ? new(new Guid(bytes[..16]), new Guid(bytes[16..32]), bytes[32..].ToArray())
            : null;
    }

    // Lax: the browser comes back from a sign-in that may have begun elsewhere.
    public void Set(HttpContext http) => http.Response.Cookies.Append(Name, Base64Url.EncodeToString([.. TenantId.ToByteArray(), .. RedemptionId.ToByteArray(), .. Secret]),
        new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/redeem", MaxAge = Lifetime, IsEssential = true });

    /// <summary>Never shows the secret, wherever a record is printed.</summary>
    public override string ToString() => $"redemption {RedemptionId}";
}
