using Foyer.Rig;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>The sample app and the browser, tried against a provider that is not Foyer. Set FOYER_SCREENSHOTS to a folder to see the pages.</summary>
public class SampleAppTests(ChromiumRig chromium)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("FOYER_SCREENSHOTS");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Somebody_signs_in_sees_the_claims_and_signs_out(bool phone, bool dark)
    {
        await using var provider = new StubProvider();
        await using var app = SampleApp(provider.Authority, "moodle", "#f98012");
        await app.Start(Ct);
        await using var context = await chromium.Somebody(phone, dark, script: false);
        var page = await context.NewPageAsync();
        var look = $"{(phone ? "phone" : "desk")}-{(dark ? "dark" : "light")}";

        await page.GotoAsync(Home(app));
        Assert.Equal("Welcome to Moodle", await page.TextContentAsync("h1"));
        await Picture(page, "welcome-" + look);

        await SignIn(page);
        Assert.Equal("The sign-in service cannot be reached", await page.TextContentAsync("h1"));

        // The app was up before the provider; nothing needs a restart.
        await provider.Start(Ct);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        Assert.Equal("Hello, Bob <b>Partner</b>", await page.TextContentAsync("h1"));
        Assert.Equal("2.0", await page.TextContentAsync("tr:has(code:text-is('ver')) .value"));
        Assert.Equal(2, await page.Locator("tr:has(code:text-is('roles'))").CountAsync());
        Assert.Equal(1, await page.Locator("tr:has(code:text-is('iss'))").CountAsync());
        await Picture(page, "claims-" + look);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        Assert.Equal("You are signed out.", await page.GetByRole(AriaRole.Status).TextContentAsync());
        Assert.True(provider.SignedOut);
    }

    [Fact]
    public async Task Somebody_without_the_app_reads_why_and_may_sign_in_as_somebody_else()
    {
        await using var provider = new StubProvider { Refusal = "AADSTS50105: bob@fabrikam.example is not assigned to Moodle." };
        await provider.Start(Ct);
        await using var app = SampleApp(provider.Authority, "moodle", "#f98012");
        await app.Start(Ct);
        await using var context = await chromium.Somebody(phone: true);
        var page = await context.NewPageAsync();

        await page.GotoAsync(Home(app) + "start");
        Assert.Equal("Your organisation has not given you Moodle", await page.TextContentAsync("h1"));
        Assert.Contains("AADSTS50105", await page.TextContentAsync(".said"), StringComparison.Ordinal);
        await Picture(page, "refused-phone-light");

        provider.Refusal = null;
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in as somebody else" }).ClickAsync();
        Assert.Equal("select_account", provider.LastPrompt);
        Assert.StartsWith("Hello", await page.TextContentAsync("h1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_apps_on_one_host_do_not_take_each_others_sessions()
    {
        await using var provider = new StubProvider();
        await provider.Start(Ct);
        await using var moodle = SampleApp(provider.Authority, "moodle", "#f98012");
        await using var salesforce = SampleApp(provider.Authority, "salesforce", "#0176d3");
        await Task.WhenAll(moodle.Start(Ct), salesforce.Start(Ct));
        await using var context = await chromium.Somebody();
        var page = await context.NewPageAsync();

        await page.GotoAsync(Home(moodle) + "start");
        await page.GotoAsync(Home(salesforce) + "start");
        Assert.StartsWith("Hello", await page.TextContentAsync("h1"), StringComparison.Ordinal);
        await page.GotoAsync(Home(moodle));
        Assert.StartsWith("Hello", await page.TextContentAsync("h1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_ended_at_the_provider_ends_in_the_app()
    {
        await using var provider = new StubProvider();
        await provider.Start(Ct);
        await using var app = SampleApp(provider.Authority, "moodle", "#f98012");
        await app.Start(Ct);
        await using var context = await chromium.Somebody();
        var page = await context.NewPageAsync();
        await page.GotoAsync(Home(app) + "start");

        // As a frame without cookies would load it.
        using var frame = app.Client();
        using var ended = await frame.GetAsync(new Uri($"{Home(app)}signout-oidc?iss={Uri.EscapeDataString(provider.Authority)}&sid=session-1"), Ct);

        await page.GotoAsync(Home(app));
        Assert.Equal("Welcome to Moodle", await page.TextContentAsync("h1"));
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_shows_none_of_its_words()
    {
        await using var provider = new StubProvider();
        await provider.Start(Ct);
        await using var app = SampleApp(provider.Authority, "moodle", "#f98012");
        await app.Start(Ct);
        using var client = app.Client();

        using var answer = await client.GetAsync(
            new Uri(Home(app) + "signin-oidc?error=access_denied&error_description=Call+this+number&state=x"), Ct);
        var html = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Contains("This sign-in could not be finished", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Call this number", html, StringComparison.Ordinal);
    }

    private static Task SignIn(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "Sign in", Exact = true }).ClickAsync();

    private static string Home(ServerProcess app) => app.ReadyUrl.GetLeftPart(UriPartial.Authority) + "/";

    private static async Task Picture(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });
        }
    }

    private static ServerProcess SampleApp(string authority, string client, string accent)
    {
        var url = $"http://localhost:{Ports.Free()}";
        return new ServerProcess
        {
            File = ServerProcess.Built("samples/CorporateApp", "CorporateApp"),
            Folder = Path.Combine(ServerProcess.RepositoryRoot(), "samples/CorporateApp"),
            Arguments =
            [
                "--urls", url, "--App:Name", char.ToUpperInvariant(client[0]) + client[1..], "--App:Accent", accent,
                "--Oidc:Authority", authority, "--Oidc:ClientId", client, "--Oidc:ClientSecret", "secret",
            ],
            ReadyUrl = new Uri(url + "/health"),
        };
    }
}
