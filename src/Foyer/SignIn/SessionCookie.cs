using System.Buffers.Text;
using System.Security.Cryptography;

namespace Foyer.SignIn;

/// <summary>
/// What a browser holds of a session: the home tenant and the session by id, and 256 random bits of which the store keeps only
/// the hash. It lives as long as the browser; the server decides how long it counts.
/// </summary>
public sealed record SessionCookie(Guid TenantId, Guid SessionId, byte[] Secret)
{
    public const string Name = "foyer-session";
    private const int SecretBytes = 32;
    private const int Bytes = 16 + 16 + SecretBytes;

    public byte[] SecretHash => SHA256.HashData([.. "foyer.session."u8, .. SessionId.ToByteArray(), .. Secret]);

    public static SessionCookie New(Guid tenantId, Guid sessionId) => new(tenantId, sessionId, RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The cookie that the browser sent; null when there is none or it is none of ours.</summary>
    public static SessionCookie? Of(HttpRequest request) => Parse(request.Cookies[Name]);

    internal static SessionCookie? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return text is { Length: <= 128 } && Base64Url.IsValid(text, out var length) && length == Bytes && Base64Url.TryDecodeFromChars(text, bytes, out _)
            ? new(new Guid(bytes[..16]), new Guid(bytes[16..32]), bytes[32..].ToArray())
            : null;
    }

    public void Set(HttpResponse response) =>
        response.Cookies.Append(Name, Base64Url.EncodeToString([.. TenantId.ToByteArray(), .. SessionId.ToByteArray(), .. Secret]), Flags(response));

    public static void Clear(HttpResponse response) => response.Cookies.Delete(Name, Flags(response));

    /// <summary>Never shows the secret, wherever a record is printed.</summary>
    public override string ToString() => $"session {SessionId}";

    // Lax, not Strict: a person who comes from an app or a mail must be known on the first page.
    private static CookieOptions Flags(HttpResponse response) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = response.HttpContext.Request.IsHttps, Path = "/", IsEssential = true };
}
