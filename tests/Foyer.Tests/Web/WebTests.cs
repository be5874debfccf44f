using System.Net;

namespace Foyer.Tests.Web;

public class WebTests
{
    [Fact]
    public async Task Metrics_and_the_description_of_the_API_are_there()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var browser = app.Browser();
        Assert.Contains("http_server_request_duration", await browser.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Contains("\"openapi\"", await browser.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
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
