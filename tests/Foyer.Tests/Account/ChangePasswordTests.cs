using System.Net;
using Foyer.Audit;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Account;

public class ChangePasswordTests
{
    private const string Next = "eleven quiet herons at dawn";

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_A_changed_password_keeps_this_browser_and_ends_all_others_and_what_apps_hold(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, host) = (await app.NewTenant("Fabrikam"), await app.NewTenant());
        var bob = await home.NewMember("Bob");
        var guest = await host.NewGuest(bob);
        using var here = app.Browser();
        using var there = app.Browser();
        await here.SignIn(bob.UserPrincipalName);
        await there.SignIn(bob.UserPrincipalName);
        var before = here.SessionCookie(app);

        using var answer = await here.Change(TestTenant.Password, Next);

        Assert.Equal("/account?done=password", answer.Headers.Location?.OriginalString);
        Assert.Contains("Your password is changed.", await here.GetStringAsync(answer.Headers.Location), StringComparison.Ordinal);
        Assert.NotEqual(before, here.SessionCookie(app));
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account")).StatusCode);
        Assert.NotNull((await app.In(host.Id, (_, db) => db.Users.SingleAsync(u => u.Id == guest.Id))).SignInSessionsValidFrom);
        Assert.Equal(1, await app.In(home.Id, (_, db) => db.AuditEntries.CountAsync(a => a.Activity == Activities.PasswordChanged && a.ActorId == bob.Id && a.Result == AuditResult.Success)));
        Assert.Equal(HttpStatusCode.BadRequest, (await there.TrySignIn(bob.UserPrincipalName, TestTenant.Password)).StatusCode);
        await there.SignIn(bob.UserPrincipalName, Next);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_Guesses_of_the_current_password_are_counted_and_change_nothing(Store store)
    {
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:PasswordFailures"] = "2" });
        var home = await app.NewTenant("Fabrikam");
        var bob = await home.NewMember("Bob");
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);

        for (var i = 0; i < 2; i++)
        {
            using var wrong = await browser.Change("not my password at all", Next);
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("That is not your current password.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var late = await browser.Change(TestTenant.Password, Next);
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.NotNull(late.Headers.RetryAfter);
        Assert.Equal(bob.PasswordHash, (await app.In(home.Id, (_, db) => db.Users.SingleAsync(u => u.Id == bob.Id))).PasswordHash);
        Assert.Equal(2, await app.In(home.Id, (_, db) => db.AuditEntries.CountAsync(a => a.Activity == Activities.PasswordChanged && a.Result == AuditResult.Failure)));
    }

    [Theory]
    [InlineData(TestTenant.Password, "That is the password you have already.")]
    [InlineData("short", "The password is too short.")]
    [InlineData("bob bob bob fabrikam", "That password is easy to guess.")]
    public async Task Rule21_A_new_password_must_be_new_and_hard_to_guess(string next, string sentence)
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var bob = await (await app.NewTenant("Fabrikam")).NewMember("Bob");
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);

        using var answer = await browser.Change(TestTenant.Password, next);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Showing_what_was_typed_changes_nothing_and_loses_nothing()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var bob = await (await app.NewTenant("Fabrikam")).NewMember("Bob");
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);

        using var shown = await browser.Change(TestTenant.Password, Next, act: "show");
        var page = await shown.Content.ReadAsStringAsync();
        Assert.Matches($"""name="password" type="text" value="{Next}" """, page);
        Assert.Contains(">Strong.<", page, StringComparison.Ordinal);
        using var hidden = await browser.Send(page, ("current", TestTenant.Password), ("password", Next), ("act", "hide"));
        Assert.Matches($"""name="password" type="password" value="{Next}" """, await hidden.Content.ReadAsStringAsync());
        await browser.SignIn(bob.UserPrincipalName);
    }
}

internal static class Changing
{
    public static async Task<HttpResponseMessage> Change(this HttpClient browser, string current, string next, string act = "change") =>
        await browser.Send(await browser.GetStringAsync("/account/password"), ("current", current), ("password", next), ("act", act));
}
