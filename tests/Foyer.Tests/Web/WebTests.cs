using System.Net;
using System.Text.Json;
using Foyer.Rig;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Web;

public class WebTests
{
    [Fact]
    public async Task Metrics_and_the_description_of_the_API_are_there()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var browser = app.Browser();
        // A request is counted when its answer has gone, so the first one is not in its own answer.
        await Eventually.Is(async ct => (await browser.GetStringAsync("/metrics", ct)).Contains("http_server_request_duration", StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => "No request was measured.");
    }

    [Fact]
    public async Task The_API_is_described_for_programs()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var browser = app.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { Host = "evil.example" } };
        using var answer = await browser.SendAsync(request);
        var api = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(app.Options.Url(""), api.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal("bearer", api.GetProperty("security")[0].EnumerateObject().Single().Name);
        var paths = api.GetProperty("paths");
        var upload = paths.GetProperty("/api/invitation-batches").GetProperty("post");
        Assert.Equal(["multipart/form-data", "text/csv"], upload.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["200", "202", "400", "401", "403", "413"], upload.GetProperty("responses").EnumerateObject().Select(r => r.Name).Order(StringComparer.Ordinal));
        foreach (var call in (string[])["start", "pause", "resume", "cancel", "undo"])
        {
            var responses = paths.GetProperty($"/api/invitation-batches/{{id}}/{call}").GetProperty("post").GetProperty("responses");
            Assert.True(responses.TryGetProperty("409", out _));
            Assert.EndsWith("/BatchJson", responses.GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);
        }
        // Every call that the server has below /api is in there, and nothing else.
        var mapped = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal))
            .Where(path => path.StartsWith("/api/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_nobodys_business_outside_the_private_network()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var browser = app.Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var answer = await browser.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_strict_headers_and_a_correlation_id()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var browser = app.Browser();
        using var answer = await browser.GetAsync("/health/live");
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(Guid.TryParse(answer.Headers.GetValues("x-correlation-id").Single(), out _));
    }

    [Theory]
    [InlineData("Foyer:PublicUrl", "http://foyer.contoso.example", "Foyer:PublicUrl")]
    [InlineData("Foyer:PublicUrl", "https://foyer.contoso.example/path", "Foyer:PublicUrl")]
    [InlineData("Foyer:Database:Provider", "Oracle", "Foyer:Database:Provider")]
    [InlineData("Foyer:Tls:KeyPath", "key.pem", "Foyer:Tls")]
    [InlineData("Foyer:Smtp:Host", "mail.contoso.example", "Foyer:Smtp:From")]
    [InlineData("Foyer:Smtp:Security", "Maybe", "Foyer:Smtp:Security")]
    [InlineData("Foyer:TrustedProxies:0", "proxy.contoso.example", "Foyer:TrustedProxies")]
    public async Task An_unsafe_or_contradictory_setting_stops_the_start_and_names_the_key(string key, string value, string named)
    {
        var thrown = await Assert.ThrowsAsync<Foyer.Web.UnusableConfigurationException>(() => TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value }));
        Assert.Contains(named, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }
}
