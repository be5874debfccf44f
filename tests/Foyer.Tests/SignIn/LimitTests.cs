using System.Net;
using Foyer.Audit;
using Foyer.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.SignIn;

public class LimitTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_Too_many_wrong_passwords_wait_and_never_lock_the_owner_out(Store store)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:PasswordFailures"] = "3" });
        var tenant = await app.NewTenant();
        var (bob, eve) = (await tenant.NewMember("Bob"), await tenant.NewMember("Eve"));
        using var attacker = app.Browser();
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.BadRequest, (await attacker.TrySignIn(bob.UserPrincipalName, "guess " + i)).StatusCode);

        using var limited = await attacker.TrySignIn(bob.UserPrincipalName, TestTenant.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(15), limited.Headers.RetryAfter?.Delta);
        Assert.Contains("15 minutes", await limited.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Bob at his own desk, from another address (the loopback proxy says so), is not locked out; nor is Eve from here.
        using var bobsDesk = app.Browser();
        bobsDesk.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await bobsDesk.SignIn(bob.UserPrincipalName);
        await attacker.SignIn(eve.UserPrincipalName);

        app.Clock.Advance(TimeSpan.FromMinutes(15));
        using var later = app.Browser();
        await later.SignIn(bob.UserPrincipalName);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_One_address_cannot_try_all_accounts(Store store)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:PasswordFailuresPerAddress"] = "3" });
        var (one, other) = (await app.NewTenant(), await app.NewTenant());
        var bob = await one.NewMember("Bob");
        using var attacker = app.Browser();
        Assert.Equal(HttpStatusCode.BadRequest, (await attacker.TrySignIn($"a@{one.Domain}", "guess")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await attacker.TrySignIn($"b@{other.Domain}", "guess")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await attacker.TrySignIn("c@nowhere.example", "guess")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await attacker.TrySignIn(bob.UserPrincipalName, "guess")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_Whoever_has_a_whole_IPv6_network_has_no_more_attempts(Store store)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:PasswordFailures"] = "3" });
        var bob = await (await app.NewTenant()).NewMember("Bob");
        async Task<HttpStatusCode> From(string address)
        {
            using var browser = app.Browser();
            browser.DefaultRequestHeaders.Add("X-Forwarded-For", address);
            return (await browser.TrySignIn(bob.UserPrincipalName, "guess")).StatusCode;
        }

        for (var i = 1; i <= 3; i++) Assert.Equal(HttpStatusCode.BadRequest, await From($"2001:db8:1:2:{i}::{i}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await From("2001:db8:1:2::4"));
        Assert.Equal(HttpStatusCode.BadRequest, await From("2001:db8:1:3::4"));
        // The same IPv4 client, as a socket of both kinds writes it.
        foreach (var address in new[] { "203.0.113.9", "::ffff:203.0.113.9", "203.0.113.9" }) Assert.Equal(HttpStatusCode.BadRequest, await From(address));
        Assert.Equal(HttpStatusCode.TooManyRequests, await From("::ffff:203.0.113.9"));
        Assert.Equal(HttpStatusCode.BadRequest, await From("203.0.113.10"));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_Right_passwords_are_never_counted(Store store)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:PasswordFailures"] = "2", ["Foyer:Limits:PasswordFailuresPerAddress"] = "2" });
        var tenant = await app.NewTenant();
        var bob = await tenant.NewMember("Bob");
        using var browser = app.Browser();
        for (var i = 0; i < 4; i++) await browser.SignIn(bob.UserPrincipalName);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_Of_attempts_made_at_once_no_more_than_allowed_get_through(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => app.In(tenant.Id, (services, _) =>
            services.GetRequiredService<AttemptLimits>().Count("test", "key", 5, TimeSpan.FromMinutes(1), default, who: "bob@fabrikam.example"))));
        Assert.Equal(5, answers.Count(a => a is null));
        Assert.NotNull(await app.In(tenant.Id, (services, _) => services.GetRequiredService<AttemptLimits>().TooMany("test", "key", 5, TimeSpan.FromMinutes(1), default)));
        Assert.Null(await app.In(tenant.Id, (services, _) => services.GetRequiredService<AttemptLimits>().TooMany("test", "other key", 5, TimeSpan.FromMinutes(1), default)));
        // An administrator sees that somebody met the limit, once for all of these.
        var seen = await app.In(tenant.Id, (_, db) => db.AuditEntries.SingleAsync(a => a.Activity == Activities.LimitReached));
        Assert.Equal(("bob@fabrikam.example", "test", AuditResult.Failure), (seen.ActorName, seen.TargetName, seen.Result));
    }
}
