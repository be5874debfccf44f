using System.Net;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Policies;
using Foyer.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Foyer.Tests.Connect;

/// <summary>What an app may do in somebody's name is what was allowed, by the person or by an administrator (docs/adr/0014).</summary>
public class ConsentTests
{
    private const string More = "openid offline_access User.Read User.ReadBasic.All";
    private const string ForAdmins = "openid offline_access User.Invite.All";

    private static async Task<(TestApp App, TestTenant Tenant, TestRegistration Moodle, RelyingParty Party)> Open(Store store = Store.Sqlite, Func<AppRegistration, AppRegistration>? adapt = null)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var moodle = await RelyingParty.Register(contoso, r => (adapt?.Invoke(r) ?? r) with { AssignmentRequired = false });
        return (app, contoso, moodle, new RelyingParty(app, contoso, moodle));
    }

    private static string Scopes(System.Text.Json.JsonElement tokens) => new JsonWebToken(tokens.Text("access_token")).GetPayloadValue<string>("scp");

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_person_allows_an_app_something_once_and_takes_it_back(Store store)
    {
        var (app, contoso, moodle, party) = await Open(store);
        var ann = await contoso.NewMember("Ann");
        using var browser = await app.SignedIn(ann);

        // What a sign-in takes needs no page, and gives no more.
        Assert.Equal("openid User.Read", Scopes(await party.Tokens(browser, "openid offline_access User.Read")));
        var page = await browser.GetStringAsync(party.AuthorizeUrl(More));
        Assert.Contains("Moodle asks for permission", page, StringComparison.Ordinal);
        Assert.Contains("See the names and addresses of everybody in the organisation", page, StringComparison.Ordinal);
        Assert.Contains("Contoso itself registered Moodle.", page, StringComparison.Ordinal);
        Assert.Equal(0, await app.In(contoso.Id, (_, db) => db.PermissionGrants.CountAsync()));

        var tokens = await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser, More)));
        Assert.Equal("openid User.Read User.ReadBasic.All", Scopes(tokens));
        var grant = await app.In(contoso.Id, (_, db) => db.PermissionGrants.SingleAsync());
        Assert.Equal((moodle.ServicePrincipal.Id, ann.Id, "User.ReadBasic.All"), (grant.ClientId, grant.PrincipalId, grant.Scope));
        Assert.True(await app.In(contoso.Id, (_, db) => db.AuditEntries.AnyAsync(a => a.Activity == Activities.ConsentGiven && a.ActorId == ann.Id && a.TargetId == moodle.ServicePrincipal.Id)));
        Assert.NotEmpty(await party.Code(browser, "openid user.readbasic.all")); // names are compared as Entra does, and nobody is asked twice
        using var bob = await app.SignedIn(await contoso.NewMember("Bob"));
        Assert.Contains("asks for permission", await bob.GetStringAsync(party.AuthorizeUrl(More)), StringComparison.Ordinal);

        var account = await browser.GetStringAsync("/account");
        Assert.Contains("Apps that you allowed something", account, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Send(account[account.IndexOf("<form method=\"post\" action=\"/account/consents/", StringComparison.Ordinal)..])).StatusCode);
        var refused = await RelyingParty.Json(await party.Refresh(browser, tokens.Text("refresh_token")), HttpStatusCode.BadRequest);
        Assert.Equal(("invalid_grant", "consent_required"), (refused.Text("error"), refused.Text("suberror")));
        Assert.StartsWith("AADSTS65001:", refused.Text("error_description"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await party.Refresh(browser, tokens.Text("refresh_token"), ("scope", "openid User.Read"))).StatusCode); // less is still there
        Assert.True(await app.In(contoso.Id, (_, db) => db.AuditEntries.AnyAsync(a => a.Activity == Activities.ConsentRevoked && a.ActorId == ann.Id)));
    }

    [Fact]
    public async Task Foyers_own_API_forgets_at_once_what_was_taken_back()
    {
        var (app, contoso, moodle, party) = await Open();
        await contoso.Allow(moodle, "User.ReadBasic.All");
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        var token = (await party.Tokens(browser, More)).Text("access_token");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetWith(token, "/v1.0/users")).StatusCode);

        await app.In(contoso.Id, (_, db) => db.PermissionGrants.ExecuteDeleteAsync());

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetWith(token, "/v1.0/users")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetWith(token, "/v1.0/me")).StatusCode); // what a sign-in takes stays
    }

    [Fact]
    public async Task What_only_administrators_may_allow_sends_people_to_one()
    {
        var (app, contoso, moodle, party) = await Open();
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));

        var refused = await browser.GetAsync(party.AuthorizeUrl(ForAdmins));
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("An administrator has to agree to Moodle", page, StringComparison.Ordinal);
        Assert.Contains(app.Options.Url($"/{contoso.Id}/v2.0/adminconsent?client_id={party.ClientId}"), WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
        var back = RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(ForAdmins, ("back", "1"))));
        Assert.StartsWith("AADSTS90094:", back["error_description"], StringComparison.Ordinal);
        Assert.Equal("consent_required", RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(ForAdmins, ("prompt", "none"))))["error"]);

        // The administrator who opens the app allows it for everybody.
        using var admin = await app.SignedIn(contoso.Admin);
        Assert.Contains("Allow Moodle for everybody?", await admin.GetStringAsync(party.AuthorizeUrl(ForAdmins)), StringComparison.Ordinal);
        Assert.Equal("openid User.Invite.All", Scopes(await RelyingParty.Json(await party.Redeem(admin, await party.CodeWithConsent(admin, ForAdmins)))));
        Assert.Equal("openid User.Invite.All", Scopes(await party.Tokens(browser, ForAdmins)));
        Assert.True((await app.In(contoso.Id, (_, db) => db.PermissionGrants.SingleAsync(g => g.ClientId == moodle.ServicePrincipal.Id))).IsForEverybody);
    }

    [Fact]
    public async Task An_administrator_may_allow_for_everybody_what_each_could_allow()
    {
        var (app, contoso, _, party) = await Open();
        using var admin = await app.SignedIn(contoso.Admin);
        Assert.NotEmpty(await party.CodeWithConsent(admin, More, ("everybody", "true")));

        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        Assert.NotEmpty(await party.Code(browser, More));
    }

    [Fact]
    public async Task Rule11_Nothing_is_allowed_by_an_address_and_no_frame_holds_the_question()
    {
        var (app, contoso, _, party) = await Open();
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        using var asked = await browser.GetAsync(party.AuthorizeUrl(More));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(asked.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var page = await asked.Content.ReadAsStringAsync();
        var ticket = page.Split("name=\"request\" value=\"")[1].Split('"')[0];

        foreach (var path in (string[])["oauth2/v2.0/consent", "v2.0/adminconsent"])
            Assert.NotEqual(HttpStatusCode.Redirect, (await browser.GetAsync($"/{contoso.Id}/{path}?request={ticket}&answer=yes&client_id={party.ClientId}")).StatusCode);
        // Without the form's own token another site could send it.
        using var forged = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["request"] = ticket, ["answer"] = "yes" });
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync($"/{contoso.Id}/oauth2/v2.0/consent", forged)).StatusCode);
        // A page that somebody else was shown is not theirs to answer.
        using var mallory = await app.SignedIn(await contoso.NewMember("Mallory"));
        var own = await mallory.GetStringAsync(party.AuthorizeUrl(More));
        using var others = await mallory.Send(own.Replace(own.Split("name=\"request\" value=\"")[1].Split('"')[0], ticket, StringComparison.Ordinal), ("answer", "yes"));
        Assert.Equal(0, await app.In(contoso.Id, (_, db) => db.PermissionGrants.CountAsync()));
    }

    [Fact]
    public async Task Saying_no_answers_the_app_and_changes_nothing()
    {
        var (app, contoso, _, party) = await Open();
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));

        using var no = await browser.Send(await browser.GetStringAsync(party.AuthorizeUrl(More)), ("answer", "no"));
        var answer = RelyingParty.Answer(await browser.GetAsync(no.Onward()));

        Assert.Equal(("access_denied", "the-state"), (answer["error"], answer["state"]));
        Assert.StartsWith("AADSTS65004:", answer["error_description"], StringComparison.Ordinal);
        Assert.Equal(0, await app.In(contoso.Id, (_, db) => db.PermissionGrants.CountAsync()));
    }

    [Fact]
    public async Task Prompt_consent_asks_again()
    {
        var (app, contoso, _, party) = await Open();
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        await party.CodeWithConsent(browser, More);
        var url = party.AuthorizeUrl(More, ("prompt", "consent"));

        using var agreed = await browser.Send(await browser.GetStringAsync(url), ("answer", "yes"));

        Assert.True(RelyingParty.Answer(await browser.GetAsync(agreed.Onward())).ContainsKey("code"));
        Assert.Contains("asks for permission", await browser.GetStringAsync(url), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_apps_own_scopes_are_for_apps_that_were_allowed_them(Store store)
    {
        var (app, contoso, moodle, party) = await Open(store);
        var api = await contoso.NewApp(new AppRegistration("Grades")
        {
            AssignmentRequired = false,
            Scopes = [new(Guid.CreateVersion7(), "Grades.Read", "Read grades", Description: "Everybody's grades in your courses."), new(Guid.CreateVersion7(), "Grades.Write", "Change grades", ScopeType.Admin)],
        });
        var resource = $"api://{api.Application.AppId}";
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));

        var page = await browser.GetStringAsync(party.AuthorizeUrl($"openid offline_access {resource}/Grades.Read"));
        Assert.Contains("Read grades", page, StringComparison.Ordinal);
        Assert.Contains("Everybody's grades in your courses. · in Grades", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        var tokens = await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser, $"openid offline_access {resource}/Grades.Read")));
        var access = await party.Validate(tokens.Text("access_token"), api.Application.AppId.ToString());
        Assert.Equal("Grades.Read", access.GetPayloadValue<string>("scp"));
        Assert.Equal($"openid offline_access {resource}/Grades.Read", tokens.Text("scope")); // as it was asked: clients look for it by that

        Assert.Contains("An administrator has to agree", await (await browser.GetAsync(party.AuthorizeUrl($"openid {resource}/Grades.Write"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var (scope, number) in ((string, string)[])[($"{resource}/Nonsense", "650053"), ("Nonsense.Read", "650053"), ($"api://{Guid.NewGuid()}/X", "500011")])
        {
            var answer = RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl("openid " + scope)));
            Assert.Equal("invalid_scope", answer["error"]);
            Assert.StartsWith($"AADSTS{number}:", answer["error_description"], StringComparison.Ordinal);
        }
        var later = await RelyingParty.Json(await party.Refresh(browser, tokens.Text("refresh_token"), ("scope", $"{resource}/Grades.Write")), HttpStatusCode.BadRequest);
        Assert.StartsWith("AADSTS65001:", later.Text("error_description"), StringComparison.Ordinal);

        // Switched off, a scope is no more in any token.
        await app.In(contoso.Id, (_, db) => db.PermissionScopes.ExecuteUpdateAsync(s => s.SetProperty(x => x.IsEnabled, false)));
        Assert.NotEqual(HttpStatusCode.OK, (await party.Refresh(browser, tokens.Text("refresh_token"))).StatusCode);
        Assert.NotNull(moodle);
    }

    [Fact]
    public async Task Default_asks_for_what_the_registration_needs_and_carries_what_was_allowed()
    {
        var readers = DirectoryScopes.All.Single(s => s.Value == "User.ReadBasic.All");
        var (app, contoso, _, party) = await Open(adapt: r => r with { Needs = [new(DirectoryScopes.ResourceAppId, readers.Id, PermissionKind.Scope)] });
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        const string scope = "openid offline_access https://graph.microsoft.com/.default";

        Assert.Contains("See the names and addresses of everybody", await browser.GetStringAsync(party.AuthorizeUrl(scope)), StringComparison.Ordinal);
        var tokens = await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser, scope)));

        Assert.Contains("User.ReadBasic.All", Scopes(tokens).Split(' '));
        Assert.Contains("https://graph.microsoft.com/User.ReadBasic.All", tokens.Text("scope").Split(' '));
        Assert.Contains("https://graph.microsoft.com/.default", tokens.Text("scope").Split(' '));
    }

    [Fact]
    public async Task A_guest_brings_no_app_into_the_house()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var (publisher, host, home) = (await app.NewTenant("Publisher"), await app.NewTenant("Host"), await app.NewTenant("Home"));
        var planner = await RelyingParty.Register(publisher, r => r with { AssignmentRequired = false, SignInAudience = Audiences.Organisations });
        var bob = await home.NewMember("Bob");
        await host.NewGuest(bob);
        var party = new RelyingParty(app, host, planner);
        using var browser = await app.SignedIn(bob);

        Assert.Contains("An administrator has to agree", await (await browser.GetAsync(party.AuthorizeUrl())).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await app.In(host.Id, (_, db) => db.ServicePrincipals.AnyAsync(s => s.AppId == planner.Application.AppId)));
        using var member = await app.SignedIn(await host.NewMember("Hal"));
        await party.CodeWithConsent(member);
        await party.CodeWithConsent(browser); // now it is in the house, and the guest answers for themselves
    }

    [Fact]
    public async Task Rule11_Only_the_persons_own_form_allows_anything()
    {
        var (app, contoso, _, party) = await Open();
        using var ann = await app.SignedIn(await contoso.NewMember("Ann"));
        using var bob = await app.SignedIn(await contoso.NewMember("Bob"));
        var url = party.AuthorizeUrl(More);
        var (annsPage, bobsPage) = (await ann.GetStringAsync(url), await bob.GetStringAsync(url));
        static string Ticket(string page) => page.Split("name=\"request\" value=\"")[1].Split('"')[0];

        // A link; a form without the page's token; somebody else's ticket in one's own form; a ticket that was touched.
        Assert.Contains("asks for permission", await ann.GetStringAsync(url + "&agreed=1&answer=yes"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.PostAsync($"/{contoso.Id}/oauth2/v2.0/consent", new FormUrlEncodedContent([new("request", Ticket(annsPage)), new("answer", "yes")]))).StatusCode);
        using var foreign = await ann.Send(annsPage, ("request", Ticket(bobsPage)), ("answer", "yes"));
        Assert.Contains("asks for permission", await ann.GetStringAsync(foreign.Onward()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.Send(annsPage, ("request", Ticket(annsPage)[..^4] + "AAAA"), ("answer", "yes"))).StatusCode);
        Assert.Equal(0, await app.In(contoso.Id, (_, db) => db.PermissionGrants.CountAsync()));
        // And a consent of somebody else cannot be taken back.
        await party.CodeWithConsent(bob, More);
        var bobs = await app.In(contoso.Id, (_, db) => db.PermissionGrants.SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await ann.Send((await ann.GetStringAsync("/account")).Replace("/account/sessions/", $"/account/consents/{contoso.Id}/{bobs.Id}/revoke?", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(1, await app.In(contoso.Id, (_, db) => db.PermissionGrants.CountAsync()));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Sixteen_consents_at_once_are_one_row_and_one_app(Store store)
    {
        var app = await TestApp.Shared(store);
        var (publisher, customer) = (await app.NewTenant("Publisher"), await app.NewTenant("Customer"));
        var planner = await RelyingParty.Register(publisher, r => r with { AssignmentRequired = false, SignInAudience = Audiences.Organisations });
        var carl = await customer.NewMember("Carl");
        string[] names = ["openid", "profile", "email", "offline_access", "User.Read", "User.ReadWrite", "User.ReadBasic.All"];

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => app.In(customer.Id, async (services, db) =>
        {
            var actor = await services.GetRequiredService<ResolveActor>().Person(Foyer.SignIn.SessionClaims.Of(customer.Id, carl.Id, carl.DisplayName, Guid.CreateVersion7(), app.Clock.GetUtcNow().UtcDateTime), default);
            var wish = new ConsentWish(planner.Application.AppId) { Scopes = new Dictionary<Guid, IReadOnlyList<string>> { [DirectoryScopes.ResourceAppId] = [names[i % names.Length]] } };
            Assert.False((await services.GetRequiredService<GrantConsent>().Run(actor!, wish, default)).Failed(out var why, out _), why?.Sentence);
            Assert.NotNull(db);
        }))));

        Assert.Equal(1, await app.In(customer.Id, (_, db) => db.ServicePrincipals.CountAsync(s => s.AppId == planner.Application.AppId)));
        Assert.Equal(PermissionGrant.TextOf(names), (await app.In(customer.Id, (_, db) => db.PermissionGrants.SingleAsync())).Scope);
    }
}
