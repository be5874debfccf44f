using System.Net;
using Foyer.Audit;
using Foyer.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.SignIn;

public class SessionTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_session_ends_when_nobody_uses_it_and_after_its_longest_time(Store store)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Sessions:Idle"] = "01:00:00", ["Foyer:Sessions:Absolute"] = "03:00:00" });
        var tenant = await app.NewTenant();
        var bob = await tenant.NewMember("Bob");
        using var used = app.Browser();
        using var unused = app.Browser();
        await used.SignIn(bob.UserPrincipalName);
        await unused.SignIn(bob.UserPrincipalName);

        for (var i = 0; i < 3; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(59));
            Assert.Equal(HttpStatusCode.OK, (await used.GetAsync("/account")).StatusCode);
        }
        Assert.Equal(HttpStatusCode.Redirect, (await unused.GetAsync("/account")).StatusCode);
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(HttpStatusCode.Redirect, (await used.GetAsync("/account")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Being_seen_is_written_once_a_minute(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        var bob = await tenant.NewMember("Bob");
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);
        Task<DateTime> Seen() => app.In(tenant.Id, (_, db) => db.Sessions.Select(s => s.LastSeenAt).SingleAsync());

        app.Clock.Advance(TimeSpan.FromSeconds(59));
        await browser.GetAsync("/account");
        Assert.Equal(TestApp.Start.UtcDateTime, await Seen());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.GetAsync("/account");
        Assert.Equal(TestApp.Start.UtcDateTime.AddMinutes(1), await Seen());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_Signing_out_everywhere_ends_every_browser_and_what_other_organisations_hold(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, host) = (await app.NewTenant("Fabrikam"), await app.NewTenant());
        var (bob, eve) = (await home.NewMember("Bob"), await home.NewMember("Eve"));
        var guest = await host.NewGuest(bob);
        using var here = app.Browser();
        using var there = app.Browser();
        using var other = app.Browser();
        await here.SignIn(bob.UserPrincipalName);
        await there.SignIn(bob.UserPrincipalName);
        await other.SignIn(eve.UserPrincipalName);

        using var answer = await here.Send(await here.GetStringAsync("/signout"), ("everywhere", "true"));
        Assert.Contains("You are signed out", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await here.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/account")).StatusCode);
        Assert.NotNull((await app.In(host.Id, (_, db) => db.Users.SingleAsync(u => u.Id == guest.Id))).SignInSessionsValidFrom);
        Assert.Equal(1, await app.In(home.Id, (_, db) => db.AuditEntries.CountAsync(a => a.Activity == Activities.TokenRevoked && a.ActorId == bob.Id)));
        await here.SignIn(bob.UserPrincipalName);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_A_blocked_or_removed_person_is_out_at_once(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var (bob, eve) = (await tenant.NewMember("Bob"), await tenant.NewMember("Eve"));
        using var blocked = app.Browser();
        using var removed = app.Browser();
        await blocked.SignIn(bob.UserPrincipalName);
        await removed.SignIn(eve.UserPrincipalName);

        await app.In(tenant.Id, async (_, db) =>
        {
            await db.Users.Where(u => u.Id == bob.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.AccountEnabled, false));
            await db.Users.Where(u => u.Id == eve.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DeletedAt, TestApp.Start.UtcDateTime));
        });
        Assert.Equal(HttpStatusCode.Redirect, (await blocked.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await removed.GetAsync("/account")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Signing_out_ends_this_browser_and_tells_the_apps(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var bob = await tenant.NewMember("Bob");
        var registration = await tenant.NewApp(new("Moodle") { FrontChannelLogoutUrl = "https://moodle.example/leave?x=1" });
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);
        var session = await app.In(tenant.Id, async (_, db) =>
        {
            var id = await db.Sessions.Select(s => s.Id).SingleAsync();
            db.SessionApps.Add(new() { TenantId = tenant.Id, SessionId = id, ServicePrincipalId = registration.ServicePrincipal.Id, UserId = bob.Id, At = TestApp.Start.UtcDateTime });
            await db.SaveChangesAsync();
            return id;
        });
        var before = browser.SessionCookie(app);

        using var answer = await browser.Send(await browser.GetStringAsync("/signout?return=/redeem"));
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains("href=\"/redeem\"", page, StringComparison.Ordinal);
        Assert.Contains($"<iframe src=\"https://moodle.example/leave?x=1&iss={Uri.EscapeDataString(app.Options.Issuer(tenant.Id))}&sid={session:D}\"", page.Replace(app.Options.Issuer(tenant.Id), Uri.EscapeDataString(app.Options.Issuer(tenant.Id)), StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("; frame-src https://moodle.example", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie(app));
        browser.SetSessionCookie(app, before);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_A_person_ends_their_own_sessions_and_nobody_elses(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var (bob, eve) = (await tenant.NewMember("Bob"), await tenant.NewMember("Eve"));
        using var phone = app.Browser();
        using var desk = app.Browser();
        using var other = app.Browser();
        await phone.SignIn(bob.UserPrincipalName);
        await desk.SignIn(bob.UserPrincipalName);
        await other.SignIn(eve.UserPrincipalName);
        Task<Guid> IdOf(HttpClient browser) => app.In(tenant.Id, (_, db) =>
        {
            var hash = Foyer.SignIn.SessionCookie.Parse(browser.SessionCookie(app))!.SecretHash;
            return db.Sessions.Where(s => s.SecretHash == hash).Select(s => s.Id).SingleAsync();
        });

        var account = await desk.GetStringAsync("/account");
        var (mine, theirs) = (await IdOf(phone), await IdOf(other));
        using var foreign = await desk.Send(account.Replace((await IdOf(desk)).ToString("D"), theirs.ToString("D"), StringComparison.Ordinal).Replace(mine.ToString("D"), theirs.ToString("D"), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/account")).StatusCode);

        using var own = await desk.Send(account.Replace((await IdOf(desk)).ToString("D"), mine.ToString("D"), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Redirect, own.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await phone.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.GetAsync("/account")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64 at all!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cookie_that_is_none_of_ours_is_nobody(string value)
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account") { Headers = { { "Cookie", "foyer-session=" + value } } };
        using var browser = app.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(request)).StatusCode);
    }
}
