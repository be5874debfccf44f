using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>
/// Every page that a partner can meet beside the straight way: what it says happened, that its one button leads on, and that it is
/// sound (<see cref="Visit.Sound"/>). One server a store; the two stores look at the pages in different sizes and colours.
/// </summary>
public class GuestPages(ChromiumRig chromium)
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Every_page_says_what_happened_and_its_button_leads_on(Store store)
    {
        await using var demo = await Demo.Start(store, apps: false);
        await demo.Invite(File(demo));
        Func<Visit, Demo, Task>[] ways = [ClosedLinks, OtherLinks, Codes, Answers, AppsThatAskWrongly, SigningIn, ThePartnerOfFabrikam, FromMailToApp];

        // Some people at once, each with a browser of their own; more would only wait for each other.
        using var seats = new SemaphoreSlim(4);
        var all = Task.WhenAll(ways.Select(async way =>
        {
            await seats.WaitAsync();
            try
            {
                await using var somebody = await chromium.Somebody();
                await way(await Visit.Of(somebody, demo, store), demo);
            }
            finally
            {
                seats.Release();
            }
        }));
        await Task.WhenAny(all);
        if (all.Exception is { } failed) throw failed;
        // An app of the demo becomes one of several organisations here: after those who go to it. The administrator has a new password by now.
        await using var asked = await chromium.Somebody();
        await PermissionPages.Look(await Visit.Of(asked, demo, store), demo, Demo.Password + " and more");
        await using var last = await chromium.Somebody();
        await WhenTheServerFails(await Visit.Of(last, demo, store), demo);
    }

    /// <summary>Invitations that cannot be accepted any more.</summary>
    private static async Task ClosedLinks(Visit visit, Demo demo)
    {
        await demo.Change("""UPDATE "Invitations" SET "ExpiresAt" = '2020-01-01 00:00:00' WHERE "AddressKey" = 'expired@partner.example'""");
        await demo.Change("""UPDATE "Invitations" SET "State" = 'Revoked' WHERE "AddressKey" = 'revoked@partner.example'""");
        await demo.Change("""UPDATE "Invitations" SET "State" = 'Declined' WHERE "AddressKey" = 'declined@partner.example'""");
        await demo.Change("""UPDATE "Invitations" SET "InviterId" = '0198c0de-0000-7000-8000-000000000001' WHERE "AddressKey" = 'paused@partner.example'""");
        await demo.Change("""UPDATE "Users" SET "DeletedAt" = '2020-01-01 00:00:00' WHERE "MailKey" = 'removed@partner.example'""");
        (string Who, string Headline)[] closed =
        [
            ("expired", "This invitation has run out"),
            ("revoked", "This invitation was withdrawn"),
            ("declined", "This invitation was declined"),
            ("paused", "This invitation is on hold"),
            ("removed", "Your access has ended"),
        ];
        foreach (var (who, headline) in closed)
        {
            await visit.Problem(await visit.LinkOf($"{who}@partner.example"), headline);
            await visit.Press("We have asked for you");
        }

        // Asking again and again is slowed down.
        await visit.Open(await visit.LinkOf("expired@partner.example"), closed[0].Headline);
        for (var i = 0; i < 5 && await visit.Headline() != "Too many attempts"; i++)
        {
            await visit.Page.GotoAsync(await visit.LinkOf("expired@partner.example"));
            await visit.Page.ClickAsync("button.primary");
        }
        await visit.Problem(null, "Too many attempts");
        await visit.Press(closed[0].Headline);
    }

    /// <summary>Links that cannot be followed to the end.</summary>
    private static async Task OtherLinks(Visit visit, Demo demo)
    {
        await visit.Problem($"/redeem?tenant={demo.Contoso}&user={Guid.CreateVersion7()}&ticket=abc", "This link does not open anything");
        await visit.Press("Sign in");
        await visit.Problem($"/redeem?tenant={Guid.CreateVersion7()}&user={Guid.CreateVersion7()}&ticket={new string('a', 43)}", "This link does not open anything");
        await visit.Press("Sign in");
        await visit.Problem("/nothing/here", "There is no such page");
        await visit.Press("Sign in");

        // A page that was open too long: its form is refused, and the button opens it again.
        await visit.Open(await visit.LinkOf("stale@partner.example"), "Contoso invites you to Moodle");
        await visit.Page.EvaluateAsync("document.querySelector('[name=__RequestVerificationToken]').value = 'old'");
        await visit.Page.ClickAsync("button.primary");
        await visit.Problem(null, "Please do that once more");
        await visit.Press("Contoso invites you to Moodle");

        await visit.Open(await visit.LinkOf("nobody@fabrikam.example"), "Contoso invites you to Moodle");
        await visit.Page.ClickAsync("button.primary");
        await visit.Problem(null, "There is no account for you yet");
        await visit.Press("There is no account for you yet");
    }

    /// <summary>A link that was copied asks for the code from the mail.</summary>
    private static async Task Codes(Visit visit, Demo demo)
    {
        var link = await visit.LinkOf("copied@partner.example");
        await demo.Change("""
            UPDATE "Invitations" SET "CopiedSecretHash" = "MailedSecretHash",
                "MailedSecretHash" = (SELECT other."MailedSecretHash" FROM "Invitations" AS other WHERE other."AddressKey" = 'expired@partner.example')
            WHERE "AddressKey" = 'copied@partner.example'
            """);
        await visit.Open(link, "Contoso invites you to Moodle");
        await visit.Press("Check your mailbox");
        await visit.Page.ClickAsync("button.primary");
        await visit.Page.Locator("#code").WaitForAsync();
        await visit.Sound("code");
        await visit.Page.FillAsync("#code", "00000000");
        await visit.Page.ClickAsync("button.primary");
        await Assertions.Expect(visit.Page.Locator("#code-error")).ToBeVisibleAsync();
        await visit.Sound("wrong code");
        var mail = await demo.MailTo("copied@partner.example", m => m.Subject!.Contains("code", StringComparison.Ordinal));
        await visit.Page.FillAsync("#code", Regex.Match(mail.TextBody!, @"^\s{4}(\d{8})", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value);
        await visit.Press("Create your account");

        // Shown, hidden, refused: what was typed stays.
        await visit.Page.FillAsync("#password", "password1234");
        await visit.Page.ClickAsync("button[value=show]");
        await Assertions.Expect(visit.Page.Locator("#password[type=text]")).ToHaveValueAsync("password1234");
        await visit.Sound("shown password");
        await visit.Page.ClickAsync("button[value=hide]");
        await visit.Press("Create your account");
        await Assertions.Expect(visit.Page.Locator("#password-hint[role=alert]")).ToContainTextAsync("easy to guess");
        await visit.Sound("weak password");
    }

    /// <summary>Report and decline, each from the invitation.</summary>
    private static async Task Answers(Visit visit, Demo demo)
    {
        var link = await visit.LinkOf("odd@partner.example");
        await visit.Open(link, "Contoso invites you to Moodle");
        await visit.Page.ClickAsync("a[href^='/redeem/report']");
        await visit.Page.FillAsync("#words", "Who are these people?");
        await visit.Sound("report");
        await visit.Press("Thank you for telling us");
        await visit.Press("Contoso invites you to Moodle");
        await visit.Page.ClickAsync("a[href^='/redeem/decline']");
        await visit.Sound("decline");
        await visit.Press("You have declined");
        await visit.Problem(link, "This invitation was declined");
        await demo.MailTo(demo.Content.Tenants.Contoso.Admin.UserPrincipalName, m => m.Subject!.Contains("declined", StringComparison.Ordinal));
    }

    private static async Task AppsThatAskWrongly(Visit visit, Demo demo)
    {
        (string Path, string Headline)[] wrong =
        [
            (visit.Authorize(client: Guid.CreateVersion7().ToString()), "Contoso does not have this app"),
            (visit.Authorize(redirect: "https://elsewhere.example/"), "This app cannot sign you in"),
            (visit.Authorize(responseType: ""), "This app cannot sign you in"),
            (visit.Authorize(tenant: "nowhere.example"), "There is no such organisation here"),
        ];
        foreach (var (path, headline) in wrong)
        {
            await visit.Problem(path, headline);
            await visit.Press("Sign in");
        }
        await visit.Problem($"/{demo.Contoso}/oauth2/v2.0/logout?post_logout_redirect_uri=https%3A%2F%2Felsewhere.example%2F", "You cannot be sent back to that address");
        await visit.Press("You are signed out");
        await visit.Press("Sign in");
    }

    private static async Task SigningIn(Visit visit, Demo demo)
    {
        await visit.Open("/signin", "Sign in");
        await visit.Open("/signin?login_hint=nonsense", "Sign in", "no address");
        await visit.Page.FillAsync("#login_hint", "bob@fabrikam.example");
        await visit.Press("You sign in at Fabrikam");
        await visit.Page.FillAsync("#password", "not his password 1");
        await visit.Page.ClickAsync("button.primary");
        await Assertions.Expect(visit.Page.Locator("#wrong")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".reference")).ToBeVisibleAsync();
        await visit.Sound("wrong password");
        await visit.Page.EvaluateAsync("document.querySelector('[name=__RequestVerificationToken]').value = 'old'");
        await visit.Page.FillAsync("#password", Demo.Password);
        await visit.Press("You sign in at Fabrikam");
        await Assertions.Expect(visit.Page.Locator("#wrong")).ToContainTextAsync("open for too long");
        await visit.Sound("sign-in page that was open for too long");

        // Guessing goes on at an account that nobody else here needs.
        await visit.Go("/signin?login_hint=inviter@contoso.example");
        for (var i = 0; i < 12 && !await visit.Page.GetByText("too many attempts").IsVisibleAsync(); i++)
        {
            await visit.Page.FillAsync("#password", $"a guess {i} of many");
            await visit.Page.ClickAsync("button.primary");
            await visit.Page.Locator("#wrong").WaitForAsync();
        }
        await visit.Sound("too many guesses");
        await Assertions.Expect(visit.Page.Locator("#wrong")).ToContainTextAsync("Your account is not locked");
        await visit.Open("/signin?login_hint=somebody@unheard.example", "Sign in with your unheard.example address", "an address of nobody here");
    }

    /// <summary>Somebody of Fabrikam: uninvited, invited, in, without the app, blocked; their account, another organisation, leaving, signing out.</summary>
    private static async Task ThePartnerOfFabrikam(Visit visit, Demo demo)
    {
        var page = visit.Page;
        await visit.Go("/signin?login_hint=bob@fabrikam.example");
        await visit.Password("My Apps");
        await visit.Sound("no apps");
        await visit.Problem(visit.Authorize(), "Contoso does not know this account");
        await visit.Press("Who do you want to go on as?");
        await visit.Problem($"/myapps?tenantId={demo.Contoso}", "There is no such page");
        await visit.Press("My Apps");
        await visit.Open("/portal", "Only administrators can open the portal");
        await visit.Open(await visit.LinkOf("admin@fabrikam.example"), "Contoso invites you to Moodle");
        await visit.Press("You are signed in as somebody else");
        await visit.Press("You sign in at Fabrikam");
        await page.FillAsync("#password", Demo.Password);
        await visit.Press("Let Contoso know this about you?");
        await visit.Problem(visit.Authorize(), "Your invitation is waiting for you");

        await visit.Open("/redeem/next", "Let Contoso know this about you?");
        await page.ClickAsync("a[href='/redeem/later']");
        await visit.Sound("not now");
        await visit.Press("Let Contoso know this about you?");
        await page.ClickAsync("button.primary");
        await page.WaitForURLAsync(demo.Content.Apps.Moodle.Url + "/**");
        await visit.Open(await visit.LinkOf("admin@fabrikam.example"), "You have accepted already");

        var toSalesforce = visit.Authorize(client: demo.Content.Apps.Salesforce.AppId.ToString(), redirect: demo.Content.Apps.Salesforce.Url + "/signin-oidc");
        await visit.Problem(toSalesforce, "You have no access to Salesforce yet");
        await visit.Press("Who do you want to go on as?");
        await demo.Change("""UPDATE "ServicePrincipals" SET "AccountEnabled" = FALSE WHERE "DisplayName" = 'Salesforce'""");
        await visit.Problem(toSalesforce, "Salesforce is switched off");
        await visit.Press("The app");
        await demo.Change("""UPDATE "Users" SET "AccountEnabled" = FALSE WHERE "MailKey" = 'admin@fabrikam.example' AND "UserType" = 'Guest'""");
        await visit.Problem(visit.Authorize(), "Your account is switched off at Contoso");
        await demo.Change("""UPDATE "Users" SET "AccountEnabled" = TRUE WHERE "MailKey" = 'admin@fabrikam.example' AND "UserType" = 'Guest'""");

        // The same account cannot be two guests.
        var second = await visit.LinkOf("second@fabrikam.example");
        await demo.Change("""UPDATE "Invitations" SET "Address" = 'admin@fabrikam.example', "AddressKey" = 'admin@fabrikam.example' WHERE "AddressKey" = 'second@fabrikam.example'""");
        await visit.Open(second, "Contoso invites you to Moodle");
        await visit.Press("Let Contoso know this about you?");
        await page.ClickAsync("button.primary");
        await visit.Problem(null, "You are in already, under another address");
        await visit.Press("My Apps");

        await visit.Open($"/myapps?tenantId={demo.Contoso}", "My Apps", "my apps");
        await Assertions.Expect(page.Locator(".tile")).ToHaveTextAsync(new Regex("^M\\s*Moodle$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.GetByRole(AriaRole.Link, new() { Name = "Fabrikam" }).ClickAsync();
        await Assertions.Expect(page.GetByText("There is no app for you at Fabrikam yet.")).ToBeVisibleAsync();
        await visit.Open("/account", "Your account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change password" }).ClickAsync();
        await page.FillAsync("#current", "not my password 1");
        await page.FillAsync("#password", Demo.Password + " and more");
        await visit.Press("Change password");
        await Assertions.Expect(page.Locator("#current-error")).ToBeVisibleAsync();
        await visit.Sound("wrong current password");
        await page.FillAsync("#current", Demo.Password);
        await visit.Press("Your account");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Leave Contoso" }).ClickAsync();
        await visit.Sound("leave");
        await visit.Press("You have left Contoso");
        await visit.Press("Your account");
        Assert.Equal(0, await page.GetByText("Contoso").CountAsync());
        await visit.Open($"/{demo.Contoso}/oauth2/v2.0/logout", "Sign out?", "an app asks to sign out");
        await visit.Open("/signout", "Sign out?");
        await visit.Press("You are signed out");
    }

    /// <summary>The straight way; the pages that go on by themselves are held so that they can be looked at.</summary>
    private static async Task FromMailToApp(Visit visit, Demo demo)
    {
        var page = visit.Page;
        await visit.Open(await visit.LinkOf("keys@partner.example"), "Contoso invites you to Moodle");
        await visit.Press("Create your account");
        await Assertions.Expect(page.Locator("#password")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(Demo.Password);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Let Contoso know this about you?");
        await visit.Sound("consent");
        await visit.Hold();
        await visit.Press("You are in");
        await visit.Press("The app");
        await visit.Open(visit.Authorize() + "&response_mode=form_post", "One moment");
        await visit.Press("The app");
        await visit.Go($"/{demo.Contoso}/oauth2/v2.0/logout");
        await visit.Press("You are signed out");
    }

    /// <summary>The store is gone for a moment: last, because it is everybody's.</summary>
    private static async Task WhenTheServerFails(Visit visit, Demo demo)
    {
        var link = await visit.LinkOf("stale@partner.example");
        await demo.Run("""ALTER TABLE "Invitations" RENAME TO "Away" """);
        await visit.Problem(link, "Something went wrong on our side");
        await demo.Run("""ALTER TABLE "Away" RENAME TO "Invitations" """);
        await visit.Press("Contoso invites you to Moodle");
    }

    private static string File(Demo demo)
    {
        var moodle = demo.Content.Apps.Moodle.AppId;
        string[] people =
        [
            "expired@partner.example", "revoked@partner.example", "declined@partner.example", "paused@partner.example", "removed@partner.example",
            "odd@partner.example", "stale@partner.example", "copied@partner.example", "keys@partner.example", "nobody@fabrikam.example", "admin@fabrikam.example", "second@fabrikam.example",
        ];
        return Demo.Labels + "\n"
            + string.Concat(people.Select(address => $"{address},Robin,{moodle},,{moodle},,https://contoso.example/partners,en\n"));
    }
}
