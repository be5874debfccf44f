using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Connection;

/// <summary>Where the access token of a connection comes from. Tokens are asked for when they are needed, and again shortly before they end.</summary>
internal abstract class TokenSource
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);
    private string? token;
    private DateTime until;

    /// <summary>How the account came to be known, for <c>Get-FoyerContext</c>.</summary>
    public abstract string Kind { get; }

    public virtual string? ClientId => null;

    public string Get(TokenEndpoint endpoint, CancellationToken ct)
    {
        if (token is not null && Clock.UtcNow < until - Margin) return token;
        var answer = Ask(endpoint, ct);
        token = (string?)answer["access_token"] ?? throw new DirectoryException(0, "no_token", "The server answered without an access token.");
        until = Clock.UtcNow + TimeSpan.FromSeconds((double?)answer["expires_in"] ?? 0);
        return token;
    }

    protected abstract JObject Ask(TokenEndpoint endpoint, CancellationToken ct);
}

/// <summary>The module runs where no clock is injected; this is the one place that asks the machine's.</summary>
internal static class Clock
{
    public static DateTime UtcNow => DateTime.UtcNow;
}

/// <summary>A token that somebody else obtained; it cannot be renewed.</summary>
internal sealed class GivenToken(string token) : TokenSource
{
    public override string Kind => "AccessToken";

    protected override JObject Ask(TokenEndpoint endpoint, CancellationToken ct) => new() { ["access_token"] = token, ["expires_in"] = int.MaxValue };
}

/// <summary>An app that proves itself with its secret (client credentials).</summary>
internal sealed class SecretTokens(string clientId, string secret) : TokenSource
{
    public override string Kind => "ClientSecret";

    public override string ClientId => clientId;

    protected override JObject Ask(TokenEndpoint endpoint, CancellationToken ct) => endpoint.Post(new(StringComparer.Ordinal)
    {
        ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = secret, ["scope"] = endpoint.DefaultScope,
    }, ct);
}

/// <summary>An app that proves itself with its certificate: a signed assertion (RFC 7523), valid for ten minutes and used once.</summary>
internal sealed class CertificateTokens(string clientId, X509Certificate2 certificate) : TokenSource
{
    private static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public override string Kind => "Certificate";

    public override string ClientId => clientId;

    protected override JObject Ask(TokenEndpoint endpoint, CancellationToken ct) => endpoint.Post(new(StringComparer.Ordinal)
    {
        ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["scope"] = endpoint.DefaultScope,
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = Assertion(endpoint.TokenUrl),
    }, ct);

    private string Assertion(string audience)
    {
        using var key = certificate.GetRSAPrivateKey() ?? throw new DirectoryException(0, "no_private_key", "The certificate has no RSA private key that this account may use.");
        var now = (long)(Clock.UtcNow - Epoch).TotalSeconds;
        var unsigned = Part(new JObject { ["alg"] = "RS256", ["typ"] = "JWT", ["x5t"] = Encode(certificate.GetCertHash()) }) + "." + Part(new JObject
        {
            ["aud"] = audience, ["iss"] = clientId, ["sub"] = clientId, ["jti"] = Guid.NewGuid().ToString("D"), ["nbf"] = now - 30, ["iat"] = now, ["exp"] = now + 600,
        });
        return unsigned + "." + Encode(key.SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Part(JObject json) => Encode(Encoding.UTF8.GetBytes(json.ToString(Newtonsoft.Json.Formatting.None)));

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

/// <summary>A person who signs in with a browser anywhere and types a short code (RFC 8628); renewed silently as long as the server allows.</summary>
internal sealed class DeviceCodeTokens(string clientId, IReadOnlyList<string> scopes, Action<string> tell) : TokenSource
{
    private const int MostSeconds = 1800;
    private string? refreshToken;

    public override string Kind => "DeviceCode";

    public override string ClientId => clientId;

    protected override JObject Ask(TokenEndpoint endpoint, CancellationToken ct)
    {
        var answer = refreshToken is null ? SignIn(endpoint, ct) : endpoint.Post(new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["client_id"] = clientId, ["refresh_token"] = refreshToken, ["scope"] = Scope(endpoint) }, ct);
        refreshToken = (string?)answer["refresh_token"] ?? refreshToken;
        return answer;
    }

    private string Scope(TokenEndpoint endpoint) => string.Join(" ", scopes.Count == 0 ? [endpoint.DefaultScope, "offline_access"] : [.. scopes, "offline_access"]);

    private JObject SignIn(TokenEndpoint endpoint, CancellationToken ct)
    {
        var device = endpoint.PostDevice(new(StringComparer.Ordinal) { ["client_id"] = clientId, ["scope"] = Scope(endpoint) }, ct);
        tell((string?)device["message"] ?? $"Open {device["verification_uri"]} and type the code {device["user_code"]}.");
        var pause = Math.Max(1, (int?)device["interval"] ?? 5);
        var left = Math.Min((int?)device["expires_in"] ?? 900, MostSeconds);
        while (left > 0)
        {
            if (ct.WaitHandle.WaitOne(TimeSpan.FromSeconds(pause))) ct.ThrowIfCancellationRequested();
            left -= pause;
            try
            {
                return endpoint.Post(new(StringComparer.Ordinal) { ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code", ["client_id"] = clientId, ["device_code"] = (string?)device["device_code"] }, ct);
            }
            catch (DirectoryException waiting) when (waiting.Code is "authorization_pending" or "slow_down")
            {
                if (waiting.Code == "slow_down") pause += 5;
            }
        }

        throw new DirectoryException(0, "expired_token", "Nobody typed the code in time. Connect again to get a new one.");
    }
}
