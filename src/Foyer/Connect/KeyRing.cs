using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Connect;

/// <summary>
/// The keys of a tenant, or of the whole server, as they count at one moment: which one signs, which ones are published, and until
/// when that holds. Beside its own a tenant's ring has the <see cref="Shared"/> one, which signs for apps of several organisations.
/// </summary>
internal sealed class KeyRing
{
    // RFC 5280 section 4.1.2.5 for "no end"; the key set says until when a key counts.
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), Until = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly byte[] pairwise;
    private readonly DateTime validUntil;

    public KeyRing(Guid tenantId, IReadOnlyList<RsaSecurityKey> published, byte[] pairwise, DateTime validUntil, KeyRing? shared)
    {
        (TenantId, Published, Shared, this.validUntil, this.pairwise) = (tenantId, published, shared, validUntil, pairwise);
        Certificates = [.. published.Select(Certify)];
        Signing = new(published[0], SecurityAlgorithms.RsaSha256);
        SigningVersion1 = new(Certificates[0], SecurityAlgorithms.RsaSha256);
    }

    public Guid TenantId { get; }

    /// <summary>The key that signs stands first.</summary>
    public IReadOnlyList<RsaSecurityKey> Published { get; }

    /// <summary>The same keys as certificates, which is how some clients take them (<c>x5c</c>). Nothing in them varies, so every server makes the same ones.</summary>
    public IReadOnlyList<X509SecurityKey> Certificates { get; }

    public KeyRing? Shared { get; }

    public SigningCredentials Signing { get; }

    /// <summary>The same key for tokens of version 1, whose header names it by <c>x5t</c> too (digest 6.2).</summary>
    public SigningCredentials SigningVersion1 { get; }

    /// <summary>When this is over, the store is asked again.</summary>
    public bool CountsAt(DateTime now) => validUntil > now && Shared?.CountsAt(now) != false;

    /// <summary>
    /// The <c>sub</c> of a person in one app: an HMAC, so that two apps cannot tell from it that they know the same person
    /// (OpenID Connect Core 1.0 section 8.1).
    /// </summary>
    public string SubjectOf(Guid userId, Guid appId) =>
        Base64UrlEncoder.Encode(HMACSHA256.HashData(pairwise, (byte[])[.. userId.ToByteArray(), .. appId.ToByteArray()]));

    private static X509SecurityKey Certify(RsaSecurityKey key)
    {
        var request = new CertificateRequest("CN=" + key.KeyId, key.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        byte[] serial = [1, .. SHA256.HashData(Encoding.ASCII.GetBytes(key.KeyId)).AsSpan(0, 15)];
        using var certificate = request.Create(request.SubjectName, X509SignatureGenerator.CreateForRSA(key.Rsa, RSASignaturePadding.Pkcs1), From, Until, serial);
        return new(certificate.CopyWithPrivateKey(key.Rsa), key.KeyId);
    }
}
