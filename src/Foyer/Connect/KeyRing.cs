using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Connect;

/// <summary>
/// The keys of a tenant, or of the whole server, as they count at one moment: which one signs, which ones are published, and until
/// when that holds. Beside its own a tenant's ring has the <see cref="Shared"/> one, which signs for apps of several organisations.
/// </summary>
internal sealed class KeyRing(Guid tenantId, IReadOnlyList<RingKey> own, byte[] pairwise, DateTime validUntil, KeyRing? shared)
{
    public Guid TenantId { get; } = tenantId;

    /// <summary>The key that signs stands first.</summary>
    public IReadOnlyList<RingKey> Own { get; } = own;

    public KeyRing? Shared { get; } = shared;

    public SigningCredentials Signing { get; } = new(own[0].Key, SecurityAlgorithms.RsaSha256);

    public bool CountsAt(DateTime now) => validUntil > now && Shared?.CountsAt(now) != false;

    /// <summary>
    /// The <c>sub</c> of a person in one app: an HMAC, so that two apps cannot tell from it that they know the same person
    /// (OpenID Connect Core 1.0 section 8.1).
    /// </summary>
    public string SubjectOf(Guid userId, Guid appId) =>
        Base64UrlEncoder.Encode(HMACSHA256.HashData(pairwise, (byte[])[.. userId.ToByteArray(), .. appId.ToByteArray()]));
}

/// <summary>
/// A key with the certificate that Microsoft's libraries expect beside it. The certificate says nothing new and is stored nowhere:
/// everything in it follows from the row, and its signature has no chance in it, so every server makes the same one.
/// </summary>
internal sealed record RingKey(RsaSecurityKey Key, byte[] Certificate)
{
    private static readonly HashAlgorithmName Hash = HashAlgorithmName.SHA256;

    public static RingKey Of(SigningKey row, RSA rsa)
    {
        var request = new CertificateRequest($"CN=Foyer {row.TenantId:D}", rsa, Hash, RSASignaturePadding.Pkcs1);
        var serial = SHA256.HashData(Encoding.UTF8.GetBytes(row.KeyId))[..16];
        serial[0] &= 0x7f; // a serial number is positive
        using var certificate = request.Create(request.SubjectName, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
            row.CreatedAt, row.ActiveFrom + TenantKeys.Signs + TenantKeys.PublishedAfter, serial);
        return new RingKey(new RsaSecurityKey(rsa) { KeyId = row.KeyId }, certificate.RawData);
    }
}
