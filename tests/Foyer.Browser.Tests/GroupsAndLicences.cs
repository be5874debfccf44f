using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>An administrator nests groups, gives them an app and a licence, and sees on the page what came of it.</summary>
public class GroupsAndLicences(ChromiumRig chromium)
{
    [Fact]
    public async Task What_is_given_on_a_page_stands_there_at_once()
    {
        await using var demo = await Demo.Start(Store.Sqlite, apps: false);
        await using var desk = await chromium.Somebody();
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);
        var (outer, inner) = ($"{demo.Url}/portal/groups/{demo.Content.Groups["Externals"]}", $"{demo.Url}/portal/groups/{demo.Content.Groups["MyGroup1"]}");

        await Open(page, outer);
        await Add(page, "#find-member", "MyG", "MyGroup1");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("MyGroup1");
        await Add(page, "#find-owner", "Contoso I", "Contoso Inviter");
        await Assertions.Expect(page.Locator("section[aria-labelledby=owners] li")).ToContainTextAsync("Contoso Inviter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice").Last).ToContainTextAsync("The members get the licence now.");

        await Open(page, inner);
        await Add(page, "#find-member", "Ext", "Externals");
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("The group would become a member of itself");

        await Open(page, $"{demo.Url}/portal/applications/{demo.Content.Apps.Moodle.ServicePrincipalId}");
        await Add(page, "#find-principal", "Ext", "Externals");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("Externals");

        await Open(page, outer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).First.ClickAsync();
        await page.Locator("#delete-confirm").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby=apps] li")).ToContainTextAsync("Moodle");
        await Assertions.Expect(page.Locator("tbody tr")).ToContainTextAsync("MyGroup1");
    }

    private static async Task Open(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.Interactive();
    }

    private static async Task Add(IPage page, string box, string beginning, string name)
    {
        await page.FillAsync(box, beginning);
        await page.PressAsync(box, "Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add " + name, Exact = true }).ClickAsync();
    }
}
