using System.Net;
using System.Security.Claims;
using Foyer.Audit;
using Foyer.Policies;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Connect;

public class AuthorizeTests
{
    private static async Task<(TestApp App, TestTenant Tenant, TestRegistration Moodle, RelyingParty Party)> Open(bool assignmentRequired = false, TestApp? own = null)
    {
        var app = own ?? await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = assignmentRequired });
        return (app, contoso, moodle, new RelyingParty(app, contoso, moodle));
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_and_comes_back()
    {
        var (app, contoso, _, party) = await Open();
        var ann = await contoso.NewMember("Ann");
        using var browser = app.Browser();

        var toSignIn = await browser.GetAsync(party.AuthorizeUrl(more: [("login_hint", ann.Mail)]));

        Assert.Equal(HttpStatusCode.Redirect, toSignIn.StatusCode);
        var location = toSignIn.Headers.Location!.OriginalString;
        Assert.StartsWith("/signin?", location, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(location[location.IndexOf('?', StringComparison.Ordinal)..]);
        Assert.Equal((contoso.Id.ToString(), ann.Mail), (query["tenant"].ToString(), query["login_hint"].ToString()));
        var page = await browser.GetStringAsync(location);
        var done = await browser.Send(page, ("password", TestTenant.Password));
        var back = done.Headers.GetValues("Refresh").Single().Split("url=", 2)[1];
        Assert.True(RelyingParty.Answer(await browser.GetAsync(back)).ContainsKey("code"));
    }

    [Fact]
    public async Task A_domain_hint_leaves_only_the_name_to_type()
    {
        var (app, contoso, _, party) = await Open();
        using var browser = app.Browser();

        var toSignIn = await browser.GetAsync(party.AuthorizeUrl(more: [("domain_hint", contoso.Domain.ToUpperInvariant())]));
        Assert.Contains($"value=\"@{contoso.Domain}\"", await browser.GetStringAsync(toSignIn.Headers.Location), StringComparison.Ordinal);

        var nonsense = await browser.GetAsync(party.AuthorizeUrl(more: [("domain_hint", "organizations")]));
        Assert.Equal(HttpStatusCode.Redirect, nonsense.StatusCode);
        Assert.DoesNotContain("value=\"@", await browser.GetStringAsync(nonsense.Headers.Location), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompt_none_answers_with_errors_only()
    {
        var (app, contoso, _, party) = await Open(assignmentRequired: true);
        var (ann, stranger) = (await contoso.NewMember("Ann"), await (await app.NewTenant("Fabrikam")).NewMember("Bob"));
        using var nobody = app.Browser();
        using var notAssigned = await app.SignedIn(ann);
        using var unknown = await app.SignedIn(stranger);
        var url = party.AuthorizeUrl(more: [("prompt", "none")]);

        var answers = (string[])[RelyingParty.Answer(await nobody.GetAsync(url))["error"], RelyingParty.Answer(await notAssigned.GetAsync(url))["error"], RelyingParty.Answer(await unknown.GetAsync(url))["error"]];

        Assert.Equal(["login_required", "access_denied", "interaction_required"], answers);
        var answer = RelyingParty.Answer(await notAssigned.GetAsync(url));
        Assert.Matches(@"^AADSTS50105: .*\r\nTrace ID: .*\r\nCorrelation ID: .*\r\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$", answer["error_description"]);
        Assert.Equal(("the-state", app.Options.Issuer(contoso.Id)), (answer["state"], answer["iss"]));
    }

    [Fact]
    public async Task Who_may_not_open_the_app_reads_why_and_the_app_gets_an_error()
    {
        var (app, contoso, moodle, party) = await Open(assignmentRequired: true);
        var ann = await contoso.NewMember("Ann");
        using var browser = await app.SignedIn(ann);

        var refused = await browser.GetAsync(party.AuthorizeUrl());
        var page = await refused.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("You have no access to Moodle yet", page, StringComparison.Ordinal);
        Assert.Contains(refused.Headers.GetValues("x-correlation-id").Single(), page, StringComparison.Ordinal);
        var back = WebUtility.HtmlDecode(page.Split("href=\"").First(p => p.Contains("back=1", StringComparison.Ordinal)).Split('"')[0]);
        var answer = RelyingParty.Answer(await browser.GetAsync(back));
        Assert.Equal(("access_denied", "the-state"), (answer["error"], answer["state"]));
        var audit = await app.In(contoso.Id, (_, db) => db.AuditEntries.SingleAsync(a => a.Activity == Activities.AppSignIn));
        Assert.Equal((AuditResult.Failure, moodle.ServicePrincipal.Id), (audit.Result, audit.TargetId));

        await contoso.Assign(moodle, ann.Id);
        Assert.NotEmpty(await party.Code(browser));
        Assert.True(await app.In(contoso.Id, (_, db) => db.AuditEntries.AnyAsync(a => a.Activity == Activities.AppSignIn && a.Result == AuditResult.Success && a.ActorId == ann.Id)));
    }

    [Fact]
    public async Task Rule05_An_equal_address_makes_nobody_a_guest()
    {
        var (app, contoso, moodle, party) = await Open();
        var (fabrikam, evil) = (await app.NewTenant("Fabrikam"), await app.NewTenant("Evil"));
        var bob = await fabrikam.NewMember("Bob");
        var guest = await contoso.NewGuest(bob);
        var impostor = await evil.NewMember("Bob");
        await evil.Change(impostor, u => (u.Mail, u.MailKey, u.DisplayName) = (bob.Mail, bob.MailKey, bob.DisplayName));
        using var attacker = await app.SignedIn(impostor);

        var refused = await attacker.GetAsync(party.AuthorizeUrl());

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("does not know this account", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var owner = await app.SignedIn(bob);
        Assert.Equal(guest.Id.ToString(), (await party.Validate((await party.Tokens(owner)).Text("id_token"))).GetPayloadValue<string>("oid"));
    }

    [Fact]
    public async Task Rule05_The_same_id_at_another_home_is_somebody_else()
    {
        var (app, contoso, _, party) = await Open();
        var (fabrikam, evil) = (await app.NewTenant("Fabrikam"), await app.NewTenant("Evil"));
        var bob = await fabrikam.NewMember("Bob");
        await contoso.NewGuest(bob);
        var twin = await evil.NewMember("Bob");
        await app.In(evil.Id, (_, db) => db.Users.Where(u => u.Id == twin.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Id, bob.Id)));
        using var attacker = await app.SignedIn(twin);

        var refused = await attacker.GetAsync(party.AuthorizeUrl());

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("does not know this account", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await attacker.GetAsync($"/myapps?tenantId={contoso.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await attacker.GetAsync($"/account/leave/{contoso.Id}")).StatusCode);
        foreach (var (home, isKnown) in new[] { (fabrikam, true), (evil, false) })
        {
            var person = new ClaimsPrincipal(new ClaimsIdentity([new("tid", home.Id.ToString()), new("oid", bob.Id.ToString())], "test"));
            Assert.Equal(isKnown, await app.In(contoso.Id, async (services, _) => await services.GetRequiredService<ResolveActor>().Person(person, default) is not null));
        }
    }

    [Fact]
    public async Task A_guest_who_has_not_accepted_is_told_to_open_the_mail()
    {
        var (app, contoso, _, party) = await Open();
        var bob = await (await app.NewTenant("Fabrikam")).NewMember("Bob");
        await contoso.NewGuest(bob, accepted: false);
        using var browser = await app.SignedIn(bob);

        var page = await (await browser.GetAsync(party.AuthorizeUrl())).Content.ReadAsStringAsync();

        Assert.Contains("Your invitation is waiting for you", page, StringComparison.Ordinal);
        Assert.Contains("AADSTS50014", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://moodle.example/signin-oidc/")]
    [InlineData("https://moodle.example/SIGNIN-OIDC")]
    [InlineData("https://moodle.example/signin-oidc?next=https://evil.example")]
    [InlineData("https://moodle.example/signin-oidc#x")]
    [InlineData("https://moodle.example.evil.example/signin-oidc")]
    [InlineData("https://moodle.example@evil.example/signin-oidc")]
    [InlineData("https://moodle.example:443/signin-oidc")]
    [InlineData("http://moodle.example/signin-oidc")]
    [InlineData("//evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData(null)]
    public async Task Rule12_Nothing_is_sent_to_an_address_that_is_not_registered(string? address)
    {
        var (app, contoso, _, party) = await Open();
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));

        foreach (var more in ((string, string?)[][])[[("redirect_uri", address)], [("redirect_uri", address), ("prompt", "none")], [("redirect_uri", address), ("response_type", "nonsense")]])
        {
            var answer = await browser.GetAsync(party.AuthorizeUrl(more: more));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
            Assert.Contains("This app cannot sign you in", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(party.AuthorizeUrl(more: [("client_id", Guid.CreateVersion7().ToString())]))).StatusCode);
    }

    [Fact]
    public async Task A_public_client_needs_PKCE_and_may_use_any_port_of_its_own_machine()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var tool = await RelyingParty.Register(contoso, r => r with { IsPublicClient = true, AssignmentRequired = false, RedirectUris = ["http://localhost"] });
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        var party = new RelyingParty(app, contoso, tool, "http://localhost:51234");

        Assert.Equal("invalid_request", RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("code_challenge", null), ("code_challenge_method", null)])), "http://localhost:51234")["error"]);
        Assert.Equal("invalid_request", RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("code_challenge_method", "plain")])), "http://localhost:51234")["error"]);
        var code = await party.Code(browser);
        Assert.Equal("invalid_client", (await RelyingParty.Json(await party.Redeem(browser, code), HttpStatusCode.Unauthorized)).Text("error")); // AADSTS700025
        await party.Validate((await RelyingParty.Json(await party.Redeem(browser, code, ("client_secret", null)))).Text("id_token"));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(party.AuthorizeUrl(more: [("redirect_uri", "http://localhost:51234@evil.example/")]))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(party.AuthorizeUrl(more: [("redirect_uri", "http://localhost.evil.example")]))).StatusCode);
    }

    [Fact]
    public async Task Every_response_mode_reaches_the_app()
    {
        var (app, contoso, _, party) = await Open();
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));

        var fragment = await browser.GetAsync(party.AuthorizeUrl(more: [("response_mode", "fragment")]));
        Assert.StartsWith("#", fragment.Headers.Location!.Fragment, StringComparison.Ordinal);
        Assert.True(RelyingParty.Answer(fragment).ContainsKey("code"));

        var post = await browser.GetAsync(party.AuthorizeUrl(more: [("response_mode", "form_post")]));
        var page = await post.Content.ReadAsStringAsync();
        var policy = post.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("<form id=\"answer\" method=\"post\" action=\"https://moodle.example/signin-oidc\">", page, StringComparison.Ordinal);
        Assert.Contains("name=\"code\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"the-state\"", page, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains("form-action https://moodle.example;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/connect.js")).StatusCode);
    }

    [Fact]
    public async Task Prompt_login_and_max_age_ask_for_the_password_again_once()
    {
        await using var own = await TestApp.New(Store.Sqlite);
        var (app, contoso, _, party) = await Open(own: own);
        var ann = await contoso.NewMember("Ann");
        using var browser = await app.SignedIn(ann);
        app.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("max_age", "3600")]))).ContainsKey("code"));
        Assert.Equal("login_required", RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("max_age", "60"), ("prompt", "none")])))["error"]);
        foreach (var more in ((string, string?)[][])[[("prompt", "login")], [("max_age", "60")], [("max_age", "0")]])
        {
            app.Clock.Advance(TimeSpan.FromMinutes(2));
            var asked = await browser.GetAsync(party.AuthorizeUrl(more: more));
            var location = asked.Headers.Location!.OriginalString;
            Assert.Contains("prompt=login", location, StringComparison.Ordinal);
            var back = QueryHelpers.ParseQuery(location[location.IndexOf('?', StringComparison.Ordinal)..])["return"].ToString();
            Assert.StartsWith("/signin?", (await browser.GetAsync(back)).Headers.Location!.OriginalString, StringComparison.Ordinal); // coming back without a password changes nothing
            app.Clock.Advance(TimeSpan.FromSeconds(3));
            await browser.SignIn(ann.Mail!);
            Assert.True(RelyingParty.Answer(await browser.GetAsync(back)).ContainsKey("code"));
        }
    }
}
