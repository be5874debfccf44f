using System.Net;
using Foyer.Tests.SignIn;

namespace Foyer.Tests.Web;

/// <summary>Answers that nobody asked for: a page for people, problem details for programs.</summary>
public sealed class ErrorPageTests
{
    private static readonly string TooMuch = new('x', 2 * 1024 * 1024);

    [Fact]
    public async Task Whoever_sends_too_much_is_told_so_and_by_which_reference()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var browser = Patient(app);
        using var answer = await browser.Send(await browser.GetStringAsync("/signin?login_hint=anybody@nowhere.example"), ("password", TooMuch));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("That was too large", page, StringComparison.Ordinal);
        Assert.Contains("Reference: " + answer.Headers.GetValues("x-correlation-id").Single(), page, StringComparison.Ordinal);
        Assert.Contains("href=\"/myapps\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_sends_too_much_gets_an_answer_for_programs()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var tenant = await app.NewTenant();
        using var browser = Patient(app);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["client_secret"] = TooMuch });
        using var answer = await browser.PostAsync($"/{tenant.Id}/oauth2/v2.0/token", form);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>A browser that asks before it sends: the server hangs up on what it will not read.</summary>
    private static HttpClient Patient(TestApp app)
    {
        var browser = app.Browser();
        browser.DefaultRequestHeaders.ExpectContinue = true;
        return browser;
    }
}
