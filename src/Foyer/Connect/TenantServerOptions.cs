using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Foyer.Web;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Foyer.Connect;

/// <summary>
/// Gives OpenIddict the options of the tenant that a request names: its issuer and its keys. They live as long as the key ring
/// they were made from, so a new ring brings new options and the ring's cache bounds this one too.
/// </summary>
internal sealed class TenantServerOptions(IOptionsFactory<OpenIddictServerOptions> factory, IHttpContextAccessor http) : IOptionsMonitor<OpenIddictServerOptions>
{
    private readonly ConditionalWeakTable<KeyRing, OpenIddictServerOptions> made = [];
    // OpenIddict asks for options at every request, also at those of no tenant.
    private readonly Lazy<OpenIddictServerOptions> nobodys = new(() => Make(factory, null));

    public OpenIddictServerOptions CurrentValue =>
        http.HttpContext?.Features.Get<ConnectFeature>() is { } feature ? made.GetValue(feature.Keys, ring => Make(factory, ring)) : nobodys.Value;

    public OpenIddictServerOptions Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<OpenIddictServerOptions, string?> listener) => null;

    // The library's configuration runs for the default name only, so the tenant is passed beside it.
    private static readonly AsyncLocal<KeyRing?> Making = new();

    private static OpenIddictServerOptions Make(IOptionsFactory<OpenIddictServerOptions> factory, KeyRing? ring)
    {
        Making.Value = ring;
        try { return factory.Create(Options.DefaultName); }
        finally { Making.Value = null; }
    }

    /// <summary>What differs between tenants.</summary>
    internal sealed class Configure(FoyerOptions foyer) : IConfigureOptions<OpenIddictServerOptions>
    {
        void IConfigureOptions<OpenIddictServerOptions>.Configure(OpenIddictServerOptions options)
        {
            // Demanded by the library; codes and refresh tokens are protected by ProtectTokens, access tokens are not encrypted.
            options.EncryptionCredentials.Add(new EncryptingCredentials(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)), SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
            if (Making.Value is not { } ring)
            {
                options.SigningCredentials.Add(new SigningCredentials(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), SecurityAlgorithms.EcdsaSha256));
                return;
            }
            options.Issuer = new Uri(foyer.Issuer(ring.TenantId));
            // To be published, and to check what apps hand back; WriteTokens signs by itself.
            foreach (var key in ring.Certificates.Concat(ring.Shared?.Certificates ?? [])) options.SigningCredentials.Add(new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
        }
    }
}

/// <summary>
/// The tenant that a protocol request names, found before OpenIddict sees the request; <paramref name="Alias"/> is <c>organizations</c>
/// or <c>common</c> when the request named none and the person's home was taken, or nobody's while no person is known.
/// </summary>
internal sealed record ConnectFeature(KeyRing Keys, string? Alias = null)
{
    /// <summary>What stands before the protocol's paths in the address that the caller used.</summary>
    public string Base => "/" + (Alias ?? Keys.TenantId.ToString("D"));

    public bool IsNobodys => Keys.TenantId == TenantKeys.Shared;
}
