using System.Net;
using Foyer.Tests.Guests;
using Foyer.Tests.Redeem;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Tests.Connect;

/// <summary>Requests as an attacker would bend them.</summary>
public class MisuseTests
{
    private static async Task<(TestApp App, TestTenant Tenant, RelyingParty Party, HttpClient Browser)> Open()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        return (app, contoso, new RelyingParty(app, contoso, await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false })), await app.SignedIn(contoso.Admin));
    }

    [Fact]
    public async Task The_proof_of_a_code_can_neither_be_taken_out_nor_weakened()
    {
        var (_, _, party, browser) = await Open();
        using var _ = browser;

        // Somebody in the middle strips the challenge; the app still sends its verifier and must not get tokens for a code that has none.
        var stripped = RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("code_challenge", null), ("code_challenge_method", null)])));
        Assert.Equal(HttpStatusCode.BadRequest, (await party.Redeem(browser, stripped["code"])).StatusCode);
        // Without a method the specification means "plain", which is no proof.
        Assert.Equal("invalid_request", RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("code_challenge_method", null)])))["error"]);
    }

    [Fact]
    public async Task A_refresh_token_is_of_no_use_to_another_app_and_unharmed_by_the_attempt()
    {
        var (app, contoso, party, browser) = await Open();
        using var _ = browser;
        var other = new RelyingParty(app, contoso, await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false }));
        var token = (await party.Tokens(browser)).Text("refresh_token");

        Assert.Equal("invalid_grant", (await RelyingParty.Json(await other.Refresh(browser, token), HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal(HttpStatusCode.OK, (await party.Refresh(browser, token)).StatusCode);
    }

    [Theory, InlineData("token"), InlineData("id_token"), InlineData("code id_token"), InlineData("code token"), InlineData("none")]
    public async Task Nothing_but_a_code_ever_stands_in_an_address(string type)
    {
        var (_, _, party, browser) = await Open();
        using var _ = browser;
        var answer = await browser.GetAsync(party.AuthorizeUrl(more: [("response_type", type)]));
        Assert.DoesNotContain("token=", answer.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("code=", answer.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_A_mark_from_before_the_block_does_not_bring_the_sign_in_back(Store store)
    {
        await using var app = await TestApp.New(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var bob = await fabrikam.NewMember("Bob");
        var guest = await Cast.NewGuest(contoso, bob, true);
        var party = new RelyingParty(app, contoso, await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false }));
        using var browser = await app.SignedIn(bob);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var mark = Mark(await browser.GetAsync(party.AuthorizeUrl(more: [("prompt", "login")])));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.SignIn(bob.UserPrincipalName);
        Assert.True(RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("prompt", "login"), ("reauth", mark)]))).ContainsKey("code"));

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var blocked in new[] { true, false }) await contoso.As((BlockUser block, TenantAdmin admin) => block.Run(admin, guest.Id, blocked, default));

        var again = await browser.GetAsync(party.AuthorizeUrl(more: [("reauth", mark)]));
        Assert.StartsWith("/signin?", again.Headers.Location!.OriginalString, StringComparison.Ordinal);
        // Who really signs in again is in, also within the same second.
        var fresh = Mark(again);
        await browser.SignIn(bob.UserPrincipalName);
        Assert.True(RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("reauth", fresh)]))).ContainsKey("code"));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule20_A_domain_does_not_tell_that_somebody_of_it_signed_up(Store store)
    {
        var app = await TestApp.Shared(store);
        var host = await app.NewTenant();
        var made = await host.NewInvitation();
        using var browser = app.Browser();
        await browser.SignUpAndAccept(made.Link);
        var (domain, home) = (TestApp.Address(made.Address).Domain, (await made.Guest()).HomeTenantId);

        foreach (var path in (string[])["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys", "oauth2/v2.0/authorize"])
        {
            using var answer = await browser.GetAsync($"/{domain}/{path}");
            using var nowhere = await browser.GetAsync($"/nobody-{domain}/{path}");
            Assert.Equal((HttpStatusCode.NotFound, nowhere.StatusCode), (answer.StatusCode, HttpStatusCode.NotFound));
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/{home}/v2.0/.well-known/openid-configuration")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/{host.Domain}/v2.0/.well-known/openid-configuration")).StatusCode);
    }

    /// <summary>What the address that sign-in comes back to carries.</summary>
    private static string Mark(HttpResponseMessage toSignIn)
    {
        var query = QueryHelpers.ParseQuery(toSignIn.Headers.Location!.OriginalString.Split('?', 2)[1]);
        return QueryHelpers.ParseQuery(query["return"].ToString().Split('?', 2)[1])["reauth"].ToString();
    }
}
