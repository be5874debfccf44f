using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Connect;

/// <summary>A tenant's keys as they count at one moment: which one signs, which ones are published, and until when that holds.</summary>
internal sealed class KeyRing(Guid tenantId, IReadOnlyList<RsaSecurityKey> published, byte[] pairwise, DateTime validUntil)
{
    public Guid TenantId { get; } = tenantId;

    /// <summary>The key that signs stands first.</summary>
    public IReadOnlyList<RsaSecurityKey> Published { get; } = published;

    public SigningCredentials Signing { get; } = new(published[0], SecurityAlgorithms.RsaSha256);

    /// <summary>After this moment the store is asked again.</summary>
    public DateTime ValidUntil { get; } = validUntil;

    /// <summary>
    /// The <c>sub</c> of a person in one app: an HMAC, so that two apps cannot tell from it that they know the same person
    /// (OpenID Connect Core 1.0 section 8.1).
    /// </summary>
    public string SubjectOf(Guid userId, Guid appId) =>
        Base64UrlEncoder.Encode(HMACSHA256.HashData(pairwise, (byte[])[.. userId.ToByteArray(), .. appId.ToByteArray()]));
}
