using System.Net;
using Foyer.Rig;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Foyer.Tests.Rig;

public class ApacheOidcRigTests
{
    [Fact]
    public async Task Apache_sends_a_stranger_to_the_provider_it_was_told_about()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var provider = Provider();
        await provider.StartAsync(ct);
        await using var apache = new ApacheOidcRig();
        await apache.Start(provider.Urls.Single() + "/metadata", "the-client", "the \"secret\"", ct: ct);

        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var answer = await client.GetAsync(new Uri(apache.Url), ct);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var location = answer.Headers.Location!.ToString();
        Assert.StartsWith("https://provider.example/authorize?", location, StringComparison.Ordinal);
        Assert.Contains("client_id=the-client", location, StringComparison.Ordinal);
        Assert.Contains("redirect_uri=" + Uri.EscapeDataString(apache.RedirectUri), location, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("code_challenge_method=S256", location, StringComparison.Ordinal);
        Assert.Equal("signed out\n", await client.GetStringAsync(new Uri(apache.SignedOutUrl), ct));
    }

    private static WebApplication Provider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{Ports.Free()}");
        app.MapGet("/metadata", () => Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["issuer"] = "https://provider.example/v2.0",
            ["authorization_endpoint"] = "https://provider.example/authorize",
            ["token_endpoint"] = "https://provider.example/token",
            ["jwks_uri"] = "https://provider.example/keys",
            ["response_types_supported"] = new[] { "code" },
            ["subject_types_supported"] = new[] { "pairwise" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            ["code_challenge_methods_supported"] = new[] { "S256" },
        }));
        return app;
    }
}
