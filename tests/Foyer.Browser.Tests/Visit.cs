using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>A browser on its way through the pages, and what has to be true of each of them.</summary>
internal sealed class Visit
{
    private readonly Demo demo;
    private readonly (int Width, bool Dark)[] looks;
    private readonly List<string> foreign = [];

    private Visit(IPage page, Demo demo, Store store)
    {
        (Page, this.demo) = (page, demo);
        // What a page looks like does not depend on the store; what it says and where its button leads might.
        looks = store == Store.Sqlite ? [(390, true), (1280, false)] : [];
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(demo.Url + "/", StringComparison.Ordinal) && !request.IsNavigationRequest) foreign.Add(request.Url);
        };
    }

    public IPage Page { get; }

    public static async Task<Visit> Of(IBrowserContext context, Demo demo, Store store)
    {
        return new Visit(await context.NewPageAsync(), demo, store);
    }

    public async Task<string> LinkOf(string address) => demo.LinkIn(await demo.MailTo(address, m => m.Headers.Contains("X-Foyer-Invitation")));

    public string Authorize(string? client = null, string? redirect = null, string responseType = "code", string? tenant = null) =>
        QueryHelpers.AddQueryString($"/{tenant ?? demo.Contoso.ToString()}/oauth2/v2.0/authorize", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = client ?? demo.Content.Apps.Moodle.AppId.ToString(),
            ["redirect_uri"] = redirect ?? demo.Content.Apps.Moodle.Url + "/signin-oidc",
            ["response_type"] = responseType,
            ["scope"] = "openid",
            ["code_challenge"] = new string('x', 43),
            ["code_challenge_method"] = "S256",
        });

    /// <summary>From here on pages do not go on by themselves.</summary>
    public async Task Hold()
    {
        await Page.RouteAsync("**/connect.js", route => route.AbortAsync());
        await Page.RouteAsync("**/redeem/**", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("http-equiv=\"refresh\"", "", StringComparison.Ordinal) });
        });
    }

    public Task<string?> Headline() => Page.TextContentAsync("h1");

    /// <summary>Goes there; a path is one of this server's.</summary>
    public Task Go(string path) => Page.GotoAsync(path.StartsWith('/') ? demo.Url + path : path);

    public async Task Open(string path, string headline, string? name = null)
    {
        await Go(path);
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync(headline);
        await Sound(name ?? headline);
    }

    /// <summary>An error: the plain words on top, a button, and the number that the administrator finds in small print. Null for the page that is open.</summary>
    public async Task Problem(string? path, string headline)
    {
        if (path is not null) await Go(path);
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync(headline);
        await Assertions.Expect(Page.Locator(".reference")).ToContainTextAsync(new Regex("[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(Page.Locator(".primary")).ToHaveCountAsync(1);
        await Sound(headline);
    }

    /// <summary>Presses the one primary button, by keyboard.</summary>
    public async Task Press(string headline)
    {
        await Page.Tab(".primary");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync(headline);
        await Sound(headline);
    }

    public async Task Password(string headline)
    {
        await Page.FillAsync("#password", Demo.Password);
        await Page.Locator(".primary").ClickAsync();
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync(headline);
    }

    /// <summary>
    /// On SQLite no violation of WCAG 2.2 AA on a phone in the dark and on a wide screen in the light; nothing wider than the screen, at most one primary button, a
    /// headline without a code, and nothing loaded from elsewhere. Looked at once by name and server.
    /// </summary>
    public async Task Sound(string name)
    {
        if (!demo.Looked.TryAdd(name, true)) return;
        Assert.DoesNotMatch(new Regex("AADSTS|[0-9]{3}", RegexOptions.None, TimeSpan.FromSeconds(1)), await Headline() ?? "");
        Assert.True(await Page.Locator(".primary").CountAsync() <= 1, $"{name}: more than one primary button.");
        if (looks.Length > 0) await Page.Accessible(name, looks);
        Assert.Empty(foreign);
    }
}
