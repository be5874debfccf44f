using System.Text;
using Foyer.Rig;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>
/// The whole main job, as people do it: Contoso's administrator uploads the sample file and sends; Alice, Bob and Carol follow
/// their mails and end in the app. One demo a database; every page on the way is checked for accessibility.
/// </summary>
public class Walkthrough(ChromiumRig chromium)
{
    private const string Moodle = "Moodle", Salesforce = "Salesforce";

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Contoso_invites_three_partners_and_each_opens_the_app(Store store)
    {
        await using var demo = await Demo.Start(store);
        await TheAdministratorUploadsAndSends(demo, store == Store.Postgres);

        await AliceHasNoAccountAndSignsUp(demo);
        await BobSignsInWithTheAccountHeHas(demo);
        await CarolSignsUpAndIsInHerGroups(demo);
        await TheAdministratorSeesThemAccepted(demo);
        await AliceLeavesAndIsOutAtOnce(demo);
    }

    private async Task TheAdministratorUploadsAndSends(Demo demo, bool narrow)
    {
        await using var desk = await chromium.Somebody(phone: narrow, dark: narrow);
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);
        await page.Accessible("overview");

        await page.GotoAsync(demo.Url + "/portal/users/add");
        await page.Interactive();
        await page.Accessible("add user");
        await page.SetInputFilesAsync("#file", Path.Combine(ServerProcess.RepositoryRoot(), "samples", "contoso-partners.csv"));
        await page.WaitForURLAsync("**/portal/invitations/*");
        var send = page.Locator("#send");
        await Assertions.Expect(send).ToHaveTextAsync("Send 3 invitations");
        await page.Accessible("plan");
        Assert.False(Directory.Exists(demo.MailFolder) && Directory.EnumerateFiles(demo.MailFolder, "*.eml").Any(), "Something was sent before the administrator said so.");

        await page.Interactive();
        await send.ClickAsync();
        await Assertions.Expect(page.Locator("#undo")).ToBeVisibleAsync();
        await page.Accessible("results");
    }

    private async Task AliceHasNoAccountAndSignsUp(Demo demo)
    {
        // A phone without script: everything a partner meets works so. (The checker needs script; Carol meets the same pages with it.)
        await using var phone = await chromium.Somebody(phone: true, script: false);
        var page = await phone.NewPageAsync();
        var mail = await demo.MailTo("alice@simplepartner.example");
        Assert.Equal("Contoso invites you to Moodle", mail.Subject);

        await page.GotoAsync(demo.LinkIn(mail));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Contoso invites you to Moodle");
        await page.Picture("invitation");
        await page.Primary("/redeem/continue");
        await Assertions.Expect(page.Locator("#username")).ToHaveValueAsync("alice@simplepartner.example");
        await Assertions.Expect(page.Locator("#name")).ToHaveValueAsync("Alice");
        await page.Picture("sign up");
        await page.FillAsync("#password", Demo.Password);
        await page.Primary("/redeem/signup");
        await page.Picture("consent");
        await page.Primary("/redeem/accept");
        await page.Enter();

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Hello, Alice");
        var claims = await page.Claims();
        Assert.Equal(demo.Contoso.ToString(), claims["tid"]);
        Assert.Equal($"{demo.Url}/{demo.Contoso}/v2.0", claims["iss"]);
        Assert.NotEqual(claims["iss"], claims["idp"]);
        Assert.Equal("1", claims["acct"]);
        Assert.Equal("alice@simplepartner.example", claims["email"]);
        Assert.False(claims.ContainsKey("upn"));

        await page.GotoAsync($"{demo.Url}/myapps?tenantId={demo.Contoso}");
        await Assertions.Expect(page.GetByText(Moodle)).ToBeVisibleAsync();
        Assert.Equal(0, await page.GetByText(Salesforce).CountAsync());
        await page.Picture("my apps");

        // Assigned to Moodle only: Salesforce says so in plain words.
        await page.GotoAsync(demo.Content.Apps.Salesforce.Url + "/start");
        await page.Picture("not assigned");
        Assert.DoesNotContain("Hello", await page.TextContentAsync("h1") ?? "", StringComparison.Ordinal);
    }

    private async Task BobSignsInWithTheAccountHeHas(Demo demo)
    {
        await using var phone = await chromium.Somebody(phone: true, dark: true, language: "de-DE");
        var page = await phone.NewPageAsync();
        var mail = await demo.MailTo("bob@fabrikam.example");
        await page.GotoAsync(demo.LinkIn(mail));
        Assert.Equal("de", await page.GetAttributeAsync("html", "lang"));
        await page.Primary("/redeem/continue");
        Assert.Contains("Fabrikam", await page.TextContentAsync("h1") ?? "", StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("#username")).ToHaveValueAsync("bob@fabrikam.example");
        await page.Accessible("sign in at Fabrikam");

        await page.FillAsync("#password", "not his password 1");
        await page.ClickAsync("button.primary");
        await Assertions.Expect(page.Locator("#wrong")).ToBeVisibleAsync();
        await page.FillAsync("#password", Demo.Password);
        await page.ClickAsync("button.primary");
        await page.Primary("/redeem/accept");
        await page.Enter();

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Hello, Bob");
        var claims = await page.Claims();
        Assert.Equal($"{demo.Url}/{demo.Content.Tenants.Fabrikam.Id}/v2.0", claims["idp"]);
        Assert.Equal(demo.Contoso.ToString(), claims["tid"]);
        await page.GotoAsync($"{demo.Url}/myapps?tenantId={demo.Contoso}");
        await Assertions.Expect(page.GetByText(Moodle)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText(Salesforce)).ToBeVisibleAsync();
        await page.Accessible("my apps in German");
    }

    private async Task CarolSignsUpAndIsInHerGroups(Demo demo)
    {
        await using var desk = await chromium.Somebody(dark: true, language: "fr-FR");
        var page = await desk.NewPageAsync();
        await page.GotoAsync(demo.LinkIn(await demo.MailTo("carol@complexpartner.example")));
        Assert.Equal("fr", await page.GetAttributeAsync("html", "lang"));
        await page.Accessible("invitation in French");
        await page.Primary("/redeem/continue");
        await page.Accessible("sign up in French");
        await page.FillAsync("#password", Demo.Password);
        await page.Primary("/redeem/signup");
        await page.Accessible("consent in French");
        await page.Primary("/redeem/accept");
        await page.Enter();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Hello, Carol");
        var groups = await page.ClaimValues("groups");
        Assert.Equal(demo.Content.Groups.Values.Select(g => g.ToString()).Order(StringComparer.Ordinal), groups.Order(StringComparer.Ordinal));

        // The other app opens without another question, and the link in the mail stays a way back.
        await page.GotoAsync(demo.Content.Apps.Salesforce.Url + "/start");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Hello, Carol");
        await page.GotoAsync(demo.LinkIn(await demo.MailTo("carol@complexpartner.example")));
        await page.Accessible("used link");
        await page.Primary("/redeem/continue");
        await page.Enter();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Hello, Carol");
    }

    private async Task TheAdministratorSeesThemAccepted(Demo demo)
    {
        await using var desk = await chromium.Somebody();
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);
        foreach (var path in new[] { "", "/users", "/users?filter=guests", "/applications", "/groups", "/invitations", "/outbox", "/audit" })
        {
            await page.GotoAsync(demo.Url + "/portal" + path);
            await page.Interactive();
            await page.Accessible("portal" + path);
        }
        await page.GotoAsync(demo.Url + "/portal/users?q=carol");
        await page.OpenGuest("Carol");
        await Assertions.Expect(page.GetByText("Accepted").First).ToBeVisibleAsync();
        await page.Accessible("guest page");
    }

    /// <summary>Removing a guest ends what the guest had open.</summary>
    private async Task AliceLeavesAndIsOutAtOnce(Demo demo)
    {
        await using var phone = await chromium.Somebody(phone: true);
        var alice = await phone.NewPageAsync();
        await alice.GotoAsync($"{demo.Url}/signin?return=/myapps%3FtenantId%3D{demo.Contoso}&login_hint=alice%40simplepartner.example");
        await alice.FillAsync("#password", Demo.Password);
        await alice.ClickAsync("button.primary");
        await Assertions.Expect(alice.GetByText(Moodle)).ToBeVisibleAsync();
        var myApps = alice.Url;
        await alice.GotoAsync(demo.Content.Apps.Salesforce.Url + "/start");
        await alice.Accessible("not assigned");
        await alice.GotoAsync(demo.Url + "/account");
        await alice.Accessible("account");
        await alice.GotoAsync(myApps);

        await using var desk = await chromium.Somebody();
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);
        await page.GotoAsync(demo.Url + "/portal/users?q=alice");
        await page.OpenGuest("Alice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).First.ClickAsync();
        await page.Locator("dialog[open] button.primary, dialog[open] button.danger").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Restore" })).ToBeVisibleAsync();

        await alice.ReloadAsync();
        Assert.Equal(0, await alice.GetByText(Moodle).CountAsync());
    }
}

/// <summary>What people do on Foyer's pages, by its name.</summary>
internal static class Doing
{
    public static async Task SignInAtPortal(this IPage page, Demo demo)
    {
        await page.GotoAsync(demo.Url + "/portal");
        await page.FillAsync("input[type=email]", demo.Content.Tenants.Contoso.Admin.UserPrincipalName);
        await page.ClickAsync("button.primary");
        await page.FillAsync("#password", Demo.Password);
        await page.ClickAsync("button.primary");
        await page.WaitForURLAsync("**/portal**");
        await page.Interactive();
    }

    /// <summary>From the list of users to the page of one of them.</summary>
    public static async Task OpenGuest(this IPage page, string name)
    {
        await page.Interactive();
        await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name);
    }

    /// <summary>Presses the one primary button of the form that goes to this address.</summary>
    public static Task Primary(this IPage page, string action) => page.Locator($"form[action^='{action}'] button.primary").ClickAsync();

    /// <summary>"You are in": the page goes on by itself; waits until the app is there.</summary>
    public static Task Enter(this IPage page) => page.WaitForURLAsync(url => !url.Contains("/redeem", StringComparison.Ordinal) && !url.Contains("/oauth2/", StringComparison.Ordinal));

    /// <summary>Waits until the portal's page listens to clicks.</summary>
    public static Task Interactive(this IPage page) => page.Locator("body[data-live=true]").WaitForAsync();

    /// <summary>The claims that the sample app shows, the last of each name.</summary>
    public static async Task<Dictionary<string, string>> Claims(this IPage page)
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in await page.Locator("tr:has(code)").AllAsync())
            claims[(await row.Locator("code").First.TextContentAsync())!.Trim()] = (await row.Locator(".value").TextContentAsync())!.Trim();
        return claims;
    }

    public static async Task<List<string>> ClaimValues(this IPage page, string name) =>
        [.. (await page.Locator($"tr:has(code:text-is('{name}')) .value").AllTextContentsAsync()).Select(v => v.Trim())];

    /// <summary>Presses the tab key until the focus is there, and sees where it is.</summary>
    public static async Task Tab(this IPage page, string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
                return;
            }
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"The tab key does not reach {selector} on {page.Url}.");
    }

    /// <summary>Hands a file to the portal and waits for its plan; the plan's address.</summary>
    public static async Task<string> Upload(this IPage page, Demo demo, string csv)
    {
        await page.GotoAsync(demo.Url + "/portal/users/add");
        await page.Interactive();
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "partners.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await Assertions.Expect(page.Locator("#send")).ToBeVisibleAsync();
        return page.Url;
    }
}
