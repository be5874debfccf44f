using System.Net;
using Foyer.SignIn;
using Foyer.Tests.SignIn;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Connect;

public class LogoutTests
{
    private const string Return = "https://moodle.example/signed-out";

    private static async Task<(TestApp App, TestTenant Tenant, RelyingParty Party, HttpClient Browser, Users.User Ann)> SignedIn(string? frontChannel = null)
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var ann = await contoso.NewMember("Ann");
        var party = new RelyingParty(app, contoso, await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false, FrontChannelLogoutUrl = frontChannel }));
        return (app, contoso, party, await app.SignedIn(ann), ann);
    }

    private static string Url(RelyingParty party, params (string, string?)[] query) =>
        QueryHelpers.AddQueryString($"{party.Base}/oauth2/v2.0/logout", query.ToDictionary(q => q.Item1, q => q.Item2, StringComparer.Ordinal));

    private static Task<bool> HasEnded(TestApp app, TestTenant tenant) => app.In(tenant.Id, async (_, db) => (await db.Sessions.SingleAsync()).EndedAt is not null);

    [Fact]
    public async Task An_app_with_its_id_token_signs_out_and_gets_the_browser_back()
    {
        var (app, contoso, party, browser, _) = await SignedIn();
        var hint = (await party.Tokens(browser)).Text("id_token");

        var answer = await browser.GetAsync(Url(party, ("id_token_hint", hint), ("post_logout_redirect_uri", Return), ("state", "s t")));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(Return + "?state=s%20t", answer.Headers.Location!.OriginalString);
        Assert.True(await HasEnded(app, contoso));
        Assert.StartsWith("/signin?", (await browser.GetAsync(party.AuthorizeUrl())).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule11_Without_proof_a_link_only_asks()
    {
        var (app, contoso, party, browser, ann) = await SignedIn();
        var url = Url(party, ("client_id", party.ClientId), ("post_logout_redirect_uri", Return));

        var page = await (await browser.GetAsync(url)).Content.ReadAsStringAsync();
        using var forged = await browser.PostAsync(url, new FormUrlEncodedContent([]));
        Assert.Contains("Sign out?", await forged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Sign out?", page, StringComparison.Ordinal);
        Assert.False(await HasEnded(app, contoso));

        // The token of another session proves nothing about this one.
        using var elsewhere = await app.SignedIn(ann);
        var foreign = (await party.Tokens(elsewhere)).Text("id_token");
        var asked = await browser.GetAsync(Url(party, ("id_token_hint", foreign)));
        Assert.Contains("Sign out?", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var left = await browser.Send(page);
        Assert.Contains($"href=\"{Return}\"", await left.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("/signin?", (await browser.GetAsync(party.AuthorizeUrl())).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule12_Signing_out_leads_only_to_registered_addresses()
    {
        var (app, contoso, party, browser, _) = await SignedIn();
        var hint = (await party.Tokens(browser)).Text("id_token");

        foreach (var address in (string[])["https://evil.example/", Return + "/", "https://moodle.example@evil.example/signed-out", RelyingParty.Redirect])
        {
            var answer = await browser.GetAsync(Url(party, ("id_token_hint", hint), ("post_logout_redirect_uri", address)));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(Url(party, ("post_logout_redirect_uri", Return)))).StatusCode); // of which app?
        Assert.False(await HasEnded(app, contoso));
    }

    [Fact]
    public async Task The_apps_of_the_session_are_told_in_frames()
    {
        var (app, contoso, party, browser, _) = await SignedIn("https://moodle.example/front-logout");
        var hint = (await party.Tokens(browser)).Text("id_token");
        var session = await app.In(contoso.Id, (_, db) => db.SessionApps.SingleAsync());

        var answer = await browser.GetAsync(Url(party, ("id_token_hint", hint), ("post_logout_redirect_uri", Return)));
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Contains($"<iframe src=\"https://moodle.example/front-logout?iss={Uri.EscapeDataString(app.Options.Issuer(contoso.Id))}&sid={session.SessionId}\"", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Return}\"", page, StringComparison.Ordinal);
        Assert.EndsWith("script-src 'self'; frame-src https://moodle.example", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }
}
