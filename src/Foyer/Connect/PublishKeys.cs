using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Web;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// The key set as Entra writes it (digest 6.1 and 6.3): each key with its certificate and with the issuer it may sign for. A tenant's
/// key signs for that tenant; the server's own keys sign for whichever tenant a token names.
/// </summary>
internal sealed class PublishKeys(FoyerOptions options) : IOpenIddictServerHandler<ApplyJsonWebKeySetResponseContext>
{
    public ValueTask HandleAsync(ApplyJsonWebKeySetResponseContext context)
    {
        if (!string.IsNullOrEmpty(context.Error)) return default;
        var ring = context.Transaction.GetHttpRequest()!.HttpContext.Features.GetRequiredFeature<ConnectFeature>().Keys;
        context.Response.SetParameter("keys", new OpenIddictParameter(JsonSerializer.SerializeToElement(KeysOf(ring))));
        return default;
    }

    public IReadOnlyList<Dictionary<string, object>> KeysOf(KeyRing ring)
    {
        var everybody = options.Url(DescribeServer.IssuerTemplate);
        if (ring.Shared is not { } shared) return [.. ring.Certificates.Select(k => Entry(k, everybody))];
        return [.. ring.Certificates.Select(k => Entry(k, options.Issuer(ring.TenantId))), .. shared.Certificates.Select(k => Entry(k, everybody))];
    }

    private static Dictionary<string, object> Entry(X509SecurityKey key, string issuer)
    {
        var numbers = ((RSA)key.PublicKey).ExportParameters(includePrivateParameters: false);
        return new(StringComparer.Ordinal)
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = SecurityAlgorithms.RsaSha256,
            ["kid"] = key.KeyId,
            ["x5t"] = key.X5t,
            ["n"] = Base64UrlEncoder.Encode(numbers.Modulus!),
            ["e"] = Base64UrlEncoder.Encode(numbers.Exponent!),
            ["x5c"] = new[] { Convert.ToBase64String(key.Certificate.RawData) },
            ["issuer"] = issuer,
        };
    }
}
