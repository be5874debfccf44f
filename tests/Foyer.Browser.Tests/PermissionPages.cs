using System.Text.Json;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>What people and administrators are asked when an app or a program on another device wants to act for them.</summary>
internal static class PermissionPages
{
    private const string ForPeople = "openid profile offline_access User.ReadBasic.All", ForAdministrators = "openid User.Read.All Group.ReadWrite.All";

    public static async Task Look(Visit visit, Demo demo, string administratorsPassword)
    {
        var page = visit.Page;
        // The publisher is another organisation: its page says so. Nobody agrees here, so nobody else in this demo meets the app.
        await demo.Change("""UPDATE "Applications" SET "SignInAudience" = 'AzureADMultipleOrgs' WHERE "DisplayName" = 'Moodle'""");
        var fabrikam = demo.Content.Tenants.Fabrikam.Id;
        string Authorize(string scope) => visit.Authorize(tenant: fabrikam.ToString()).Replace("scope=openid", "scope=" + Uri.EscapeDataString(scope), StringComparison.Ordinal);

        await visit.Go("/signin?login_hint=bob@fabrikam.example");
        await visit.Password("My Apps");
        await visit.Open(Authorize(ForPeople), "Moodle asks for permission");
        await Assertions.Expect(page.Locator(".notice.warning")).ToContainTextAsync("comes from Contoso (contoso.example), not from Fabrikam");
        await visit.Open(Authorize(ForAdministrators), "An administrator has to agree to Moodle");
        Assert.Equal(0, await page.Locator("form").CountAsync());
        await visit.Problem($"/{fabrikam}/v2.0/adminconsent?client_id={demo.Content.Apps.Moodle.AppId}", "Only an administrator can agree to Moodle");

        await visit.Open("/device", "Sign in on another device");
        await page.FillAsync("#code", "BBBB-BBBB");
        await visit.Press("Sign in on another device");
        await Assertions.Expect(page.Locator("#wrong")).ToBeVisibleAsync();
        await visit.Sound("wrong device code");
        await page.FillAsync("#code", await UserCode(demo, fabrikam));
        await visit.Press("Sign in to Foyer Command Line Tools on another device?");
        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync("From the address");
        var answered = page.Url;
        await visit.Press("You are signed in there");
        await visit.Open(answered, "This code does not count any more");
        await visit.Open("/account", "Your account", "account with permissions");
        await Assertions.Expect(page.GetByText("Apps that you allowed something")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back what Foyer Command Line Tools may do" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Apps that you allowed something")).ToHaveCountAsync(0);

        await visit.Go("/signin?prompt=login&login_hint=admin@fabrikam.example");
        await page.FillAsync("#password", administratorsPassword);
        await page.Locator(".primary").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("My Apps");
        await visit.Open(Authorize(ForAdministrators), "Allow Moodle for everybody?");
        await visit.Open($"/{fabrikam}/v2.0/adminconsent?client_id={demo.Content.Apps.Moodle.AppId}", "Allow Moodle for everybody?", "administrator's consent");
        await page.ClickAsync("button[value=no]");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Nothing was allowed");
        await visit.Sound("Nothing was allowed");
    }

    /// <summary>What a program without a browser shows its person.</summary>
    private static async Task<string> UserCode(Demo demo, Guid tenant)
    {
        using var program = new HttpClient();
        using var asked = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["client_id"] = "14d82eec-204b-4c2f-b7e8-296a70dab67e", ["scope"] = ForPeople });
        using var answer = await program.PostAsync($"{demo.Url}/{tenant}/oauth2/v2.0/devicecode", asked);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("user_code").GetString()!;
    }
}
