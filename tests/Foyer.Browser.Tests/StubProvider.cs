using System.Security.Cryptography;
using Foyer.Rig;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Browser.Tests;

/// <summary>
/// Just enough of an OpenID provider to try the sample app without a server: whoever comes is signed in, unless
/// <see cref="Refusal"/> says otherwise.
/// </summary>
internal sealed class StubProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "stub" };
    private string nonce = "", clientId = "";

    public StubProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add(Authority);
        app.MapGet("/.well-known/openid-configuration", Metadata);
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { JsonWebKeyConverter.ConvertFromRSASecurityKey(PublicKey()) } }));
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", () => Results.Json(new { access_token = "a", token_type = "Bearer", expires_in = 3600, id_token = Token() }));
        app.MapGet("/logout", (HttpRequest request) =>
        {
            SignedOut = true;
            return Results.Redirect(QueryHelpers.AddQueryString(request.Query["post_logout_redirect_uri"]!, "state", request.Query["state"]!));
        });
    }

    public string Authority { get; } = $"http://localhost:{Ports.Free()}";

    /// <summary>The error_description of an access_denied answer, null to let people in.</summary>
    public string? Refusal { get; set; }

    public string? LastPrompt { get; private set; }

    public bool SignedOut { get; private set; }

    public Task Start(CancellationToken ct) => app.StartAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Rsa.Dispose();
    }

    private IResult Metadata() => Results.Json(new
    {
        issuer = Authority,
        authorization_endpoint = Authority + "/authorize",
        token_endpoint = Authority + "/token",
        jwks_uri = Authority + "/keys",
        end_session_endpoint = Authority + "/logout",
    });

    private IResult Authorize(HttpRequest request)
    {
        (nonce, clientId, LastPrompt) = (request.Query["nonce"]!, request.Query["client_id"]!, request.Query["prompt"]);
        var answer = new Dictionary<string, string?>(StringComparer.Ordinal) { ["state"] = request.Query["state"] };
        if (Refusal is null)
        {
            answer["code"] = "c";
        }
        else
        {
            (answer["error"], answer["error_description"]) = ("access_denied", Refusal);
        }

        return Results.Redirect(QueryHelpers.AddQueryString(request.Query["redirect_uri"]!, answer));
    }

    private string Token() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Authority,
        Audience = clientId,
        SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        Claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = "subject-1",
            ["nonce"] = nonce,
            ["name"] = "Bob <b>Partner</b>",
            ["email"] = "bob@fabrikam.example",
            ["preferred_username"] = "bob@fabrikam.example",
            ["oid"] = "0198c0de-0000-7000-8000-000000000001",
            ["tid"] = "0198c0de-0000-7000-8000-00000000c0de",
            ["idp"] = "https://foyer.example/fabrikam/",
            ["acct"] = 1,
            ["ver"] = "2.0",
            ["roles"] = new[] { "Student", "Author" },
            ["sid"] = "session-1",
        },
    });

    private RsaSecurityKey PublicKey() => new(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId };
}
