using System.Net;
using Foyer.Audit;
using Foyer.SignIn;
using Foyer.Tests.Redeem;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.SignIn;

public class SignInTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_person_signs_in_at_home_and_goes_where_they_wanted(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant("Fabrikam");
        var bob = await tenant.NewMember("Bob");
        using var browser = app.Browser();

        var asked = await browser.GetStringAsync("/signin?return=%2Faccount%3Fa%3D1");
        Assert.Contains("autocomplete=\"username\"", asked, StringComparison.Ordinal);
        var password = await browser.GetStringAsync($"/signin?login_hint={bob.UserPrincipalName}");
        Assert.Contains("You sign in at Fabrikam", password, StringComparison.Ordinal);
        Assert.Contains("autocomplete=\"current-password\"", password, StringComparison.Ordinal);
        using var answer = await browser.TrySignIn(bob.UserPrincipalName, TestTenant.Password, "return=%2Faccount%3Fa%3D1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("0;url=/account?a=1", answer.Headers.GetValues("Refresh").Single());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("foyer-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(bob.UserPrincipalName, await browser.GetStringAsync("/account"), StringComparison.Ordinal);

        var (session, entry, user) = await app.In(tenant.Id, async (_, db) => (await db.Sessions.SingleAsync(), await db.AuditEntries.SingleAsync(a => a.Activity == Activities.SignIn), await db.Users.SingleAsync(u => u.Id == bob.Id)));
        Assert.DoesNotContain(Convert.ToBase64String(session.SecretHash), cookie, StringComparison.Ordinal);
        Assert.Equal((bob.Id, AuditResult.Success), (entry.ActorId!.Value, entry.Result));
        Assert.Equal(app.Clock.GetUtcNow().UtcDateTime, user.LastSignInAt);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule20_Wrong_password_unknown_person_blocked_account_and_unknown_home_look_the_same(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant("Fabrikam");
        var bob = await tenant.NewMember("Bob");
        var blocked = await tenant.NewMember("Eve");
        var removed = await tenant.NewMember("Mallory");
        await app.In(tenant.Id, async (_, db) =>
        {
            await db.Users.Where(u => u.Id == blocked.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.AccountEnabled, false));
            await db.Users.Where(u => u.Id == removed.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DeletedAt, TestApp.Start.UtcDateTime));
        });

        var answers = new List<(HttpStatusCode, string)>();
        foreach (var (address, password) in new[] { (bob.UserPrincipalName, "not this one either"), ($"nobody@{tenant.Domain}", TestTenant.Password), (blocked.UserPrincipalName, TestTenant.Password), (removed.UserPrincipalName, TestTenant.Password) })
            answers.Add(await Answer(app, address, password, tenant.Domain));
        Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.BadRequest, answers[0].Item1);
        Assert.Contains("do not fit together", answers[0].Item2, StringComparison.Ordinal);

        // Whether anybody signed up under a mail domain, or a domain without an organisation, cannot be seen either.
        var nowhere = await Answer(app, $"alice@{tenant.Domain}.nowhere.example", "whatever it may be", $"{tenant.Domain}.nowhere.example");
        var made = await tenant.NewInvitation();
        using (var guest = app.Browser()) await guest.SignUpAndAccept(made.Link);
        var domain = TestApp.Address(made.Address).Domain;
        Assert.Equal(nowhere, await Answer(app, made.Address, "whatever it may be", domain));
        Assert.Equal(nowhere, await Answer(app, "nobody@" + domain, "whatever it may be", domain));
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.Item1);
        Assert.Contains("do not fit together", nowhere.Item2, StringComparison.Ordinal);

        var reasons = await app.In(tenant.Id, (_, db) => db.AuditEntries.Where(a => a.Activity == Activities.SignIn && a.Result == AuditResult.Failure).OrderBy(a => a.Id).Select(a => a.Reason).ToListAsync());
        Assert.Equal(["AADSTS50034", "AADSTS50034", "AADSTS50057", "AADSTS50126"], reasons.Order(StringComparer.Ordinal));
    }

    private static async Task<(HttpStatusCode, string)> Answer(TestApp app, string address, string password, string domain)
    {
        using var browser = app.Browser();
        using var answer = await browser.TrySignIn(address, password);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("foyer-session=", StringComparison.Ordinal)));
        return (answer.StatusCode, Pages.Shape(await answer.Content.ReadAsStringAsync(), address, address.ToLowerInvariant(), Uri.EscapeDataString(address), domain));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule21_Signing_in_again_makes_a_new_secret_and_a_planted_cookie_is_worth_nothing(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var (bob, eve) = (await tenant.NewMember("Bob"), await tenant.NewMember("Eve"));
        using var thief = app.Browser();
        await thief.SignIn(eve.UserPrincipalName);
        var planted = thief.SessionCookie(app);

        using var victim = app.Browser();
        victim.SetSessionCookie(app, planted);
        await victim.SignIn(bob.UserPrincipalName);
        Assert.NotEqual(planted, victim.SessionCookie(app));
        Assert.Contains(bob.UserPrincipalName, await victim.GetStringAsync("/account"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/account")).StatusCode);

        var before = victim.SessionCookie(app);
        await victim.SignIn(bob.UserPrincipalName);
        using var old = app.Browser();
        old.SetSessionCookie(app, before);
        Assert.Equal(HttpStatusCode.Redirect, (await old.GetAsync("/account")).StatusCode);
        Assert.Equal(1, await app.In(tenant.Id, (_, db) => db.Sessions.CountAsync(s => s.UserId == bob.Id)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule11_Opening_a_page_signs_nobody_in_or_out(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var bob = await tenant.NewMember("Bob");
        using var browser = app.Browser();

        await browser.GetStringAsync($"/signin?login_hint={bob.UserPrincipalName}&password={Uri.EscapeDataString(TestTenant.Password)}");
        Assert.Null(browser.SessionCookie(app));
        await browser.SignIn(bob.UserPrincipalName);
        Assert.Contains("Sign out?", await browser.GetStringAsync("/signout?everywhere=true"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).StatusCode);

        // A form of another page, without the token of ours, changes nothing either.
        using var foreign = await browser.PostAsync("/signout", new FormUrlEncodedContent([new("everywhere", "true")]));
        Assert.Contains("Sign out?", await foreign.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).StatusCode);
        using var stranger = app.Browser();
        using var login = await stranger.PostAsync($"/signin?login_hint={bob.UserPrincipalName}", new FormUrlEncodedContent([new("password", TestTenant.Password)]));
        Assert.Equal(HttpStatusCode.BadRequest, login.StatusCode);
        Assert.Null(stranger.SessionCookie(app));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_signed_in_browser_is_asked_only_when_somebody_wants_it(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var (bob, eve) = (await tenant.NewMember("Bob"), await tenant.NewMember("Eve"));
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);

        Assert.Equal("/account", (await browser.GetAsync("/signin?return=/account")).Headers.Location?.OriginalString);
        Assert.Equal("/account", (await browser.GetAsync($"/signin?return=/account&login_hint={bob.UserPrincipalName.ToUpperInvariant()}")).Headers.Location?.OriginalString);
        Assert.Contains("name=\"password\"", await browser.GetStringAsync($"/signin?return=/account&login_hint={eve.UserPrincipalName}"), StringComparison.Ordinal);
        Assert.Contains("name=\"login_hint\"", await browser.GetStringAsync("/signin?return=/account&prompt=login"), StringComparison.Ordinal);
        Assert.Contains("name=\"password\"", await browser.GetStringAsync($"/signin?prompt=login&login_hint={bob.UserPrincipalName}"), StringComparison.Ordinal);
        var accounts = await browser.GetStringAsync("/signin?return=/account&prompt=select_account");
        Assert.Contains("Who do you want to go on as?", accounts, StringComparison.Ordinal);
        Assert.Contains(bob.UserPrincipalName, accounts, StringComparison.Ordinal);

        var free = await browser.GetStringAsync($"/signin?login_hint={eve.UserPrincipalName}");
        Assert.Contains("Not you?", free, StringComparison.Ordinal);
        Assert.DoesNotContain("Not you?", await browser.GetStringAsync($"/signin?login_hint={eve.UserPrincipalName}&fixed=true"), StringComparison.Ordinal);
        Assert.Contains("That is not an e-mail address", await browser.GetStringAsync("/signin?login_hint=nonsense&prompt=login"), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_program_without_a_token_gets_401_and_a_person_the_sign_in_page(Store store)
    {
        var app = await TestApp.Shared(store);
        using var browser = app.Browser();
        var page = await browser.GetAsync("/myapps?tenantId=1");
        Assert.Equal((HttpStatusCode.Redirect, "/signin?return=%2Fmyapps%3FtenantId%3D1"), (page.StatusCode, new Uri(app.Url, page.Headers.Location!).PathAndQuery));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Home_realm_discovery_names_the_home_of_an_address(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant("Fabrikam");
        var bob = await tenant.NewMember("Bob");
        Task<Home> Find(string address) => app.In(Guid.Empty, (services, _) => ((FindHome)services.GetService(typeof(FindHome))!).Run(TestApp.Address(address), default));

        Assert.Equal(new Home(HomeKind.Managed, tenant.Id, "Fabrikam", true), await Find(bob.UserPrincipalName.ToUpperInvariant()));
        Assert.Equal(new Home(HomeKind.Managed, tenant.Id, "Fabrikam", false), await Find($"nobody@{tenant.Domain}"));
        Assert.Equal(Home.Nowhere, await Find($"bob@sub.{tenant.Domain}"));
    }
}
