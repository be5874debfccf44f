using System.Net;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Connect;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Connect;

public class GrantTests
{
    private static async Task<(TestApp App, TestTenant Tenant, User Guest, User Bob, RelyingParty Party, TestRegistration Moodle)> Guest(Store store, TestApp? own = null)
    {
        var app = own ?? await TestApp.Shared(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var bob = await fabrikam.NewMember("Bob");
        var guest = await contoso.NewGuest(bob);
        var moodle = await RelyingParty.Register(contoso);
        await contoso.Assign(moodle, guest.Id);
        return (app, contoso, guest, bob, new RelyingParty(app, contoso, moodle), moodle);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule21_A_refresh_token_works_once_and_its_reuse_revokes_the_family(Store store)
    {
        var (app, contoso, guest, bob, party, _) = await Guest(store);
        using var browser = await app.SignedIn(bob);

        var first = (await party.Tokens(browser)).Text("refresh_token");
        var second = await RelyingParty.Json(await party.Refresh(browser, first));
        await party.Validate(second.Text("id_token"));
        var reuse = await RelyingParty.Json(await party.Refresh(browser, first), HttpStatusCode.BadRequest);
        var child = await RelyingParty.Json(await party.Refresh(browser, second.Text("refresh_token")), HttpStatusCode.BadRequest);

        Assert.Equal(("invalid_grant", "invalid_grant"), (reuse.Text("error"), child.Text("error")));
        Assert.StartsWith("AADSTS50173:", child.Text("error_description"), StringComparison.Ordinal);
        Assert.Equal(1, await app.In(contoso.Id, (_, db) => db.AuditEntries.CountAsync(a => a.Activity == Activities.TokenRevoked && a.TargetId == guest.Id)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Sixteen_uses_of_one_code_give_one_answer_and_revoke_it(Store store)
    {
        var (app, contoso, _, bob, party, _) = await Guest(store);
        using var browser = await app.SignedIn(bob);
        var code = await party.Code(browser);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => party.Redeem(browser, code)));

        var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        foreach (var loser in answers.Where(a => a != winner)) Assert.Equal("invalid_grant", (await RelyingParty.Json(loser, HttpStatusCode.BadRequest)).Text("error"));
        var refresh = await party.Refresh(browser, (await RelyingParty.Json(winner)).Text("refresh_token"));
        Assert.Equal("invalid_grant", (await RelyingParty.Json(refresh, HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal(1, await app.In(contoso.Id, (_, db) => db.AuditEntries.CountAsync(a => a.Activity == Activities.TokenRevoked)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Sixteen_uses_of_one_refresh_token_succeed_at_most_once_and_end_the_family(Store store)
    {
        var (app, contoso, _, bob, party, _) = await Guest(store);
        using var browser = await app.SignedIn(bob);
        var token = (await party.Tokens(browser)).Text("refresh_token");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => party.Refresh(browser, token)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.NotNull((await app.In(contoso.Id, (_, db) => db.Grants.SingleAsync())).RevokedAt);
    }

    public static TheoryData<string> WaysOut => ["removed", "blocked", "signed out", "not assigned", "app off", "pending", "gone at home", "signed out at home"];

    [Theory, MemberData(nameof(WaysOut))]
    public async Task Rule22_Who_is_out_gets_no_new_tokens(string way)
    {
        var (app, contoso, guest, bob, party, moodle) = await Guest(Store.Sqlite);
        using var browser = await app.SignedIn(bob);
        var tokens = await party.Tokens(browser);
        var later = app.Clock.GetUtcNow().UtcDateTime.AddSeconds(1);
        switch (way)
        {
            case "removed": await contoso.Change(guest, u => u.DeletedAt = later); break;
            case "blocked": await contoso.Change(guest, u => u.AccountEnabled = false); break;
            case "signed out": await contoso.Change(guest, u => u.SignInSessionsValidFrom = later); break;
            case "pending": await contoso.Change(guest, u => u.ExternalUserState = ExternalUserState.PendingAcceptance); break;
            case "not assigned": await app.In(contoso.Id, (_, db) => db.AppRoleAssignments.Where(a => a.PrincipalId == guest.Id).ExecuteDeleteAsync()); break;
            case "app off": await app.In(contoso.Id, (_, db) => db.ServicePrincipals.Where(s => s.Id == moodle.ServicePrincipal.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.AccountEnabled, false))); break;
            case "gone at home": await app.In(bob.TenantId, (_, db) => db.Users.Where(u => u.Id == bob.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.DeletedAt, later))); break;
            default: await app.In(bob.TenantId, (_, db) => db.Users.Where(u => u.Id == bob.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.SignInSessionsValidFrom, later))); break;
        }

        var refused = await party.Refresh(browser, tokens.Text("refresh_token"));

        Assert.Contains((await RelyingParty.Json(refused, refused.StatusCode)).Text("error"), (string[])(way == "app off" ? ["invalid_client"] : ["invalid_grant"]));
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        if (way is "removed" or "blocked" or "signed out")
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetWith(tokens.Text("access_token"), "/oidc/userinfo")).StatusCode);
    }

    [Fact]
    public async Task A_code_lasts_ten_minutes_a_refresh_token_ninety_days_from_its_last_use()
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var (_, _, _, bob, party, _) = await Guest(Store.Sqlite, app);
        using var browser = await app.SignedIn(bob);

        var code = await party.Code(browser);
        app.Clock.Advance(TimeSpan.FromMinutes(11));
        var late = await RelyingParty.Json(await party.Redeem(browser, code), HttpStatusCode.BadRequest);
        Assert.Equal("invalid_grant", late.Text("error"));

        var token = (await party.Tokens(browser)).Text("refresh_token");
        app.Clock.Advance(TimeSpan.FromDays(89));
        token = (await RelyingParty.Json(await party.Refresh(browser, token))).Text("refresh_token");
        app.Clock.Advance(TimeSpan.FromDays(89));
        token = (await RelyingParty.Json(await party.Refresh(browser, token))).Text("refresh_token");
        app.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal("invalid_grant", (await RelyingParty.Json(await party.Refresh(browser, token), HttpStatusCode.BadRequest)).Text("error"));
    }

    [Fact]
    public async Task A_code_needs_its_verifier_its_address_and_its_client()
    {
        var (app, contoso, guest, bob, party, _) = await Guest(Store.Sqlite);
        var other = await RelyingParty.Register(contoso);
        using var browser = await app.SignedIn(bob);
        var code = await party.Code(browser);

        Assert.Equal("invalid_grant", (await RelyingParty.Json(await party.Redeem(browser, code, ("code_verifier", new string('x', 43))), HttpStatusCode.BadRequest)).Text("error"));
        Assert.NotEqual(HttpStatusCode.OK, (await party.Redeem(browser, code, ("code_verifier", null))).StatusCode);
        Assert.Equal("invalid_grant", (await RelyingParty.Json(await party.Redeem(browser, code, ("redirect_uri", "https://moodle.example/other")), HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal("invalid_grant", (await RelyingParty.Json(await party.Redeem(browser, code, ("client_id", other.Application.AppId.ToString()), ("client_secret", other.Secret)), HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal("invalid_grant", (await RelyingParty.Json(await party.Refresh(browser, code), HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal(HttpStatusCode.OK, (await party.Redeem(browser, code)).StatusCode); // none of the attempts used it up
    }
}
