using System.Collections.Concurrent;
using Foyer.Rig;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>
/// Every page of the portal at 1280 pixels in the light and at 390 in the dark; the main job without a mouse; and what an open page is still good
/// for when its administrator may not be there any more.
/// </summary>
public class PortalPages(ChromiumRig chromium)
{
    private const string Robin = """SELECT "Id" FROM "Users" WHERE "MailKey" = 'robin@partner.example'""";

    private static readonly (int, bool)[] Looks = [(1280, false), (390, true)];

    [Fact]
    public async Task Every_page_is_sound_in_every_size_and_colour()
    {
        await using var demo = await Demo.Start(Store.Sqlite, apps: false);
        var (app, contact) = (demo.Content.Apps.Moodle.AppId, "https://contoso.example/partners");
        await demo.Invite($"""
            {Demo.Labels},Message
            robin@partner.example,Robin,{app},,{app},{demo.Content.Groups["Externals"]},{contact},en,See you on Monday
            kim@a-partner-with-a-rather-long-name.example,Kim of the rather long name that somebody wrote into the file,{app},,,,{contact},ja,
            """);
        await using var desk = await chromium.Somebody();
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);
        var plan = await page.Upload(demo, $"""
            {Demo.Labels},Shoe size
            new@partner.example,New,{app},,,,{contact},de,42
            robin@partner.example,Robin,{app},,,,{contact},en,42
            nonsense,Nobody,{app},,,,{contact},en,42
            own@contoso.example,Own,{app},,,,{contact},en,42
            language@partner.example,Language,{app},,,,{contact},xx,42
            """);

        var moodle = await demo.One($"""SELECT "Id" FROM "ServicePrincipals" WHERE "DisplayName" = 'Moodle'""");
        (string Name, string Path, Func<IPage, Task>? Do)[] pages =
        [
            ("overview", "", null),
            ("users", "/users", null),
            ("guests who wait", "/users?filter=waiting", null),
            ("no user found", "/users?q=nobody-is-called-so", null),
            ("users chosen", "/users?filter=guests", p => p.Locator("tbody input[type=checkbox]").First.CheckAsync()),
            ("guest", $"/users/{await demo.One(Robin)}", null),
            ("long guest", $"/users/{await demo.One("""SELECT "Id" FROM "Users" WHERE "MailKey" LIKE 'kim@%'""")}", Press("Copy link", "#copied-link")),
            ("remove guest", $"/users/{await demo.One(Robin)}", Press("Remove", "dialog[open]")),
            ("member", $"/users/{await demo.One($"""SELECT "Id" FROM "Users" WHERE "UserPrincipalName" = 'inviter@contoso.example'""")}", null),
            ("add guests", "/users/add", p => p.Locator("summary").Last.ClickAsync()),
            ("add a member", "/users/add?type=member", null),
            ("plan", new Uri(plan).AbsolutePath["/portal".Length..], null),
            ("sample mails", new Uri(plan).AbsolutePath["/portal".Length..], ShowMail),
            ("whole plan", new Uri(plan).AbsolutePath["/portal".Length..] + "?outcome=all", null),
            ("results", $"/invitations/{await demo.One("""SELECT "Id" FROM "InvitationBatches" WHERE "State" = 'Completed'""")}", Press("Undo", "dialog[open]")),
            ("batches", "/invitations", null),
            ("applications", "/applications", null),
            ("new application", "/applications", Press("New application", "#app-name")),
            ("app", $"/applications/{moodle}", null),
            ("groups", "/groups", null),
            ("new group", "/groups", Press("New group", "form.make")),
            ("group", $"/groups/{demo.Content.Groups["Externals"]}", null),
            ("deleted groups", "/groups?deleted=true", null),
            ("licences", "/licences", null),
            ("licence", $"/licences/{await demo.One("""SELECT "SkuId" FROM "LicenceSkus" """)}", p => p.Locator("summary").Last.ClickAsync()),
            ("branding", "/branding", null),
            ("outbox", "/outbox", null),
            ("mail", $"/outbox/{await demo.One("""SELECT "Id" FROM "OutgoingMails" ORDER BY "Id" LIMIT 1""")}", null),
            ("audit", "/audit", null),
            ("audit entry", $"/audit/{await demo.One("""SELECT "Id" FROM "AuditEntries" ORDER BY "Id" DESC LIMIT 1""")}", null),
            ("settings", "/settings", p => p.FillAsync("#landing-address", "https://www.contoso.example/partners")),
            ("nowhere", "/nowhere/at/all", null),
            ("menu of the person", "/nowhere", p => p.Locator("#person-menu summary").ClickAsync()),
        ];

        await InTabs(desk, pages, async (tab, it) =>
        {
            await tab.GotoAsync($"{demo.Url}/portal{it.Path}");
            await tab.Interactive();
            await Assertions.Expect(tab.Locator("h1")).ToHaveCountAsync(1);
            if (it.Do is not null) await it.Do(tab);
            await tab.Accessible("portal " + it.Name, Looks);
        });

        // The two pages of a portal that does not work.
        await page.GotoAsync(demo.Url + "/portal/groups");
        await page.Interactive();
        await demo.Run("""ALTER TABLE "InvitationBatches" RENAME TO "Away" """);
        await page.Locator("#nav a[href='/portal/invitations']").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("This page could not be shown");
        await page.Accessible("portal failed", Looks);
        await demo.Run("""ALTER TABLE "Away" RENAME TO "InvitationBatches" """);
        await page.Locator("#again").PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Invitations");

        await demo.Server.Stop();
        await Assertions.Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await page.Accessible("portal without its server", Looks);
        await demo.Server.Start();
        await Assertions.Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Invitations");
    }

    [Fact]
    public async Task The_main_job_needs_no_mouse()
    {
        await using var demo = await Demo.Start(Store.Sqlite, apps: false);
        await using var desk = await chromium.Somebody();
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);

        await page.Tab("#nav a[href='/portal/users']");
        await page.Keyboard.PressAsync("Enter");
        await Arrived(page, "Users");
        await page.Tab("a[href='/portal/users/add']");
        await page.Keyboard.PressAsync("Enter");
        await Arrived(page, "Add user");
        await page.Tab("#file");
        var chosen = await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Enter"));
        await chosen.SetFilesAsync(Path.Combine(ServerProcess.RepositoryRoot(), "samples", "contoso-partners.csv"));
        await Arrived(page, "contoso-partners.csv");
        await Assertions.Expect(page.Locator("#send")).ToHaveTextAsync("Send 3 invitations");
        await page.Tab("#send");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#undo")).ToBeVisibleAsync();

        // A dialog that was opened by keyboard holds the focus, and Escape brings it back.
        await page.Tab("#undo");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#undo-dialog")).ToBeVisibleAsync();
        await page.Tab("#undo-dialog-confirm, #undo-dialog-cancel");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#undo-dialog")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#undo")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task An_open_page_is_good_for_nothing_once_its_session_or_right_is_gone()
    {
        await using var demo = await Demo.Start(Store.Sqlite, apps: false);
        await demo.Invite($"{Demo.Labels}\nrobin@partner.example,Robin,{demo.Content.Apps.Moodle.AppId},,,,https://contoso.example/partners,en\n");
        var guest = $"{demo.Url}/portal/users/{await demo.One(Robin)}";
        const string enabled = """SELECT "AccountEnabled" FROM "Users" WHERE "MailKey" = 'robin@partner.example'""";
        await using var desk = await chromium.Somebody();
        var page = await desk.NewPageAsync();
        await page.SignInAtPortal(demo);

        // Signed out everywhere, from another browser.
        await page.GotoAsync(guest);
        await page.Interactive();
        await using (var elsewhere = await chromium.Somebody())
        {
            var phone = await elsewhere.NewPageAsync();
            await phone.SignInAtPortal(demo);
            await phone.GotoAsync(demo.Url + "/signout");
            await phone.ClickAsync("button[name=everywhere]");
            await Assertions.Expect(phone.Locator("h1")).ToHaveTextAsync("You are signed out");
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await page.Locator("#block-confirm").ClickAsync();
        await page.WaitForURLAsync("**/signin?**");
        Assert.Equal("1", await demo.One(enabled));

        // The administrator stays signed in, but is no administrator any more.
        await page.SignInAtPortal(demo);
        await page.GotoAsync(guest);
        await page.Interactive();
        var tab = await desk.NewPageAsync();
        await tab.GotoAsync(demo.Url + "/portal/users");
        await tab.Interactive();
        await demo.Change("""DELETE FROM "DirectoryRoleAssignments" """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await page.Locator("#block-confirm").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Only administrators can open the portal");
        Assert.Equal("1", await demo.One(enabled));
        await page.Accessible("no administrator any more", Looks);

        // Nor does the other tab show anything more: every page asks first.
        await tab.Locator("#nav a[href='/portal/audit']").ClickAsync();
        await Assertions.Expect(tab.Locator("h1")).ToHaveTextAsync("Only administrators can open the portal");
    }

    /// <summary>The page is there, and whoever works by keyboard or listens is at its heading.</summary>
    private static async Task Arrived(IPage page, string heading)
    {
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(heading);
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
    }

    private static async Task ShowMail(IPage page)
    {
        await page.Locator("#sample-mails summary").ClickAsync();
        await page.Locator("iframe.mail").WaitForAsync();
    }

    /// <summary>Presses a button and waits for what it brings.</summary>
    private static Func<IPage, Task> Press(string button, string brings) => async page =>
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
        await page.Locator(brings).First.WaitForAsync();
    };

    /// <summary>Looks at all of these in a few tabs of one browser.</summary>
    private static async Task InTabs<T>(IBrowserContext browser, IEnumerable<T> all, Func<IPage, T, Task> look)
    {
        var (left, wrong) = (new ConcurrentQueue<T>(all), new ConcurrentQueue<Exception>());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            var tab = await browser.NewPageAsync();
            while (left.TryDequeue(out var next))
            {
#pragma warning disable CA1031 // one page that is wrong hides no other
                try { await look(tab, next); }
                catch (Exception e) { wrong.Enqueue(e); }
#pragma warning restore CA1031
            }
            await tab.CloseAsync();
        }));
        if (!wrong.IsEmpty) throw new AggregateException(wrong);
    }
}
