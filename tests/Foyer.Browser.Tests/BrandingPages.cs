using Foyer.Mail;
using Foyer.Tests.Branding;
using Microsoft.Playwright;
using SkiaSharp;

namespace Foyer.Browser.Tests;

/// <summary>An administrator makes the branding and sees it grow; partners then meet it on pages and in mail, in every size and colour.</summary>
public class BrandingPages(ChromiumRig chromium)
{
    private static readonly (int, bool)[] Looks = [(1280, false), (390, true), (390, false), (1280, true)];

    [Fact]
    public async Task What_is_set_in_the_portal_is_what_partners_see()
    {
        await using var demo = await Demo.Start(Store.Sqlite, apps: false);
        await using var desk = await chromium.Somebody();
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);
        await Open(page, demo, "");

        await Upload(page, "bannerLogo", TestPictures.Logo("Contoso", 200, 36, new SKColor(0x0b, 0x3d, 0x66)));
        await Assertions.Expect(page.Locator(".notice.success")).ToContainTextAsync("The banner logo is in use.");
        await Assertions.Expect(page.Locator("#contrast")).ToContainTextAsync("stands on a white plate");
        await Upload(page, "favicon", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray());
        await Assertions.Expect(page.Locator(".notice.error")).ToContainTextAsync("no PNG or JPEG picture");

        // The preview follows what is typed, before anything is saved.
        var preview = page.FrameLocator("iframe.page");
        await page.FillAsync("#background", "#1a3c5e");
        await Assertions.Expect(preview.Locator("body")).ToHaveCSSAsync("background-color", "rgb(26, 60, 94)");
        await page.FillAsync("#sign-in-text", "Questions? Ask **Anna** or [write to us](https://contoso.example/help).");
        await Assertions.Expect(preview.Locator(".boilerplate strong")).ToHaveTextAsync("Anna");
        await Assertions.Expect(preview.Locator("img.banner")).ToHaveJSPropertyAsync("naturalWidth", 200);
        await page.FillAsync("#css", ".ext-title { position: fixed }");
        await page.Locator("#css").BlurAsync();
        await Assertions.Expect(page.Locator(".notice.error")).ToContainTextAsync("Line 1 of the custom CSS: position is not allowed");
        await page.FillAsync("#css", ".ext-title { color: #0b3d66; }\n@media (prefers-color-scheme: dark) { .ext-title { color: #9cc8ee } }\n.ext-button.ext-primary { background-color: #0b3d66; border-radius: 20px }");
        await page.Locator("#css").BlurAsync();
        await Assertions.Expect(preview.Locator("h1")).ToHaveCSSAsync("color", "rgb(11, 61, 102)");
        await page.SelectOptionAsync("#preview-language", "ja");
        await Assertions.Expect(preview.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        foreach (var (name, title) in new[] { ("Password", "Password in 日本語"), ("Invitation", "Invitation in 日本語"), ("My Apps", "My Apps in 日本語"), ("Mail", "Mail in 日本語") })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("iframe.mail")).ToHaveAttributeAsync("title", title);
            await page.Accessible("portal branding " + name, Looks);
        }
        await page.ClickAsync("#save-branding");
        await Assertions.Expect(page.Locator(".notice.success")).ToContainTextAsync("Saved.");

        // A language of its own keeps what it does not say.
        await Open(page, demo, "?language=de");
        await page.FillAsync("#sign-in-text", "Fragen? **Anna** hilft.");
        await page.ClickAsync("#save-branding");
        await Assertions.Expect(page.Locator(".notice.success")).ToContainTextAsync("Saved.");
        await page.Accessible("portal branding in German", Looks);

        await Partners(demo);

        await demo.Change("""UPDATE "Tenants" SET "Subscription" = 'Free' WHERE "DisplayName" = 'Contoso'""");
        await Open(page, demo, "");
        await Assertions.Expect(page.Locator("#needs-paid")).ToContainTextAsync("needs Basic or Premium");
        await Assertions.Expect(page.Locator("#save-branding")).ToBeDisabledAsync();
        await page.Accessible("portal branding without a subscription", Looks);
        await page.ClickAsync("#remove-branding");
        await page.ClickAsync("#remove-branding-dialog-confirm");
        await Assertions.Expect(page.Locator(".notice.error")).ToContainTextAsync("Remove the branding of each language first");
    }

    private async Task Partners(Demo demo)
    {
        await demo.Invite($"{Demo.Labels}\nrobin@partner.example,Robin,{demo.Content.Apps.Moodle.AppId},,,,https://contoso.example/partners,en\n");
        await using var somebody = await chromium.Somebody();
        var page = await somebody.NewPageAsync();
        var refused = new List<string>();
        page.Console += (_, message) => { if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) refused.Add(message.Text); };

        await page.GotoAsync($"{demo.Url}/signin?tenant={demo.Contoso}");
        await Assertions.Expect(page.Locator("img.banner")).ToHaveJSPropertyAsync("naturalWidth", 200);
        await Assertions.Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(26, 60, 94)");
        await Assertions.Expect(page.Locator("h1")).ToHaveCSSAsync("color", "rgb(11, 61, 102)");
        Assert.Empty(refused); // before the checker comes, which the policy would refuse as well
        await page.Accessible("branded sign-in", Looks);
        await page.GotoAsync($"{demo.Url}/signin?tenant={demo.Contoso}&lang=de");
        await Assertions.Expect(page.Locator(".boilerplate")).ToHaveTextAsync("Fragen? Anna hilft.");

        var mail = await demo.MailTo("robin@partner.example");
        await page.GotoAsync(demo.LinkIn(mail) + "&lang=en");
        await page.Accessible("branded invitation", Looks);
        await page.GotoAsync($"{demo.Url}/signin?login_hint=inviter@contoso.example");
        await page.Accessible("branded password", Looks);
        await page.FillAsync("#password", Demo.Password);
        await page.ClickAsync(".primary");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("My Apps");
        await page.Accessible("branded My Apps", Looks);

        await page.GotoAsync("about:blank"); // no policy of ours holds for a mail
        await page.SetContentAsync(InlinePictures.Show(mail, mail.HtmlBody!));
        await Assertions.Expect(page.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 200);
        await page.Accessible("branded mail", Looks);
    }

    private static async Task Open(IPage page, Demo demo, string query)
    {
        await page.GotoAsync($"{demo.Url}/portal/branding{query}");
        await page.Interactive();
        await Assertions.Expect(page.Locator("#save-branding")).ToBeVisibleAsync();
    }

    private static Task Upload(IPage page, string picture, byte[] bytes) =>
        page.Locator("#picture-" + picture).SetInputFilesAsync(new FilePayload { Name = picture + ".png", MimeType = "image/png", Buffer = bytes });
}
