using System.Net;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Tenants;
using Foyer.Tests.SignIn;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Tests.Connect;

/// <summary>Apps of several organisations, and the addresses that name none: the person's home answers.</summary>
public class OrganizationsTests
{
    private static async Task<(TestApp App, TestTenant Publisher, TestTenant Customer, TestRegistration Registration, RelyingParty Party)> Open(Store store = Store.Sqlite, string audience = Audiences.Organisations, string authority = "/organizations")
    {
        var app = await TestApp.Shared(store);
        var (publisher, customer) = (await app.NewTenant("Publisher"), await app.NewTenant("Customer"));
        var registration = await RelyingParty.Register(publisher, r => r with { DisplayName = "Planner", AssignmentRequired = false, SignInAudience = audience });
        return (app, publisher, customer, registration, new RelyingParty(app, publisher, registration) { Base = authority });
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_person_signs_in_at_home_and_lets_the_app_in_by_agreeing(Store store)
    {
        var (app, _, customer, registration, party) = await Open(store);
        var carl = await customer.NewMember("Carl");
        using var browser = app.Browser();
        var toSignIn = (await browser.GetAsync(party.AuthorizeUrl())).Headers.Location!.OriginalString;
        Assert.StartsWith("/signin?return=%2Forganizations%2F", toSignIn, StringComparison.Ordinal);
        Assert.DoesNotContain("&tenant=", toSignIn, StringComparison.Ordinal);
        await browser.SignIn(carl.Mail!);

        var page = await browser.GetStringAsync(party.AuthorizeUrl());
        Assert.Contains("Planner asks for permission", page, StringComparison.Ordinal);
        Assert.Contains("Planner comes from Publisher (", page, StringComparison.Ordinal);
        var tokens = await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser), ("client_info", "1")));

        // Issuer and ids are those of the home; the keys are the ones that every address publishes.
        var id = new JsonWebToken(tokens.Text("id_token"));
        Assert.Equal((app.Options.Issuer(customer.Id), customer.Id.ToString(), carl.Id.ToString()), (id.Issuer, id.GetPayloadValue<string>("tid"), id.GetPayloadValue<string>("oid")));
        var keys = new JsonWebKeySet((await RelyingParty.Json(await browser.GetAsync("/organizations/discovery/v2.0/keys"))).ToString());
        var valid = await new JsonWebTokenHandler().ValidateTokenAsync(tokens.Text("id_token"), new TokenValidationParameters { ValidIssuer = id.Issuer, ValidAudience = party.ClientId, IssuerSigningKeys = keys.GetSigningKeys(), ValidateLifetime = false });
        Assert.True(valid.IsValid, valid.Exception?.Message);
        var info = JsonDocument.Parse(Base64UrlEncoder.Decode(tokens.Text("client_info"))).RootElement;
        Assert.Equal((carl.Id.ToString(), customer.Id.ToString()), (info.Text("uid"), info.Text("utid")));

        // It is here now, with its owner's name on it, and nobody is asked twice.
        var principal = await app.In(customer.Id, (_, db) => db.ServicePrincipals.SingleAsync(s => s.AppId == registration.Application.AppId));
        Assert.Equal((registration.Application.TenantId, "Planner", registration.ServicePrincipal.SignOnUrl), (principal.OwnerTenantId, principal.DisplayName, principal.SignOnUrl));
        Assert.NotEmpty(await party.Code(browser));
        var refreshed = await RelyingParty.Json(await party.Refresh(browser, tokens.Text("refresh_token")));
        Assert.Equal(customer.Id.ToString(), new JsonWebToken(refreshed.Text("access_token")).GetPayloadValue<string>("tid"));
        // The same sign-in at the home's own address.
        var atHome = new RelyingParty(app, customer, registration);
        Assert.Equal(HttpStatusCode.OK, (await atHome.Refresh(browser, refreshed.Text("refresh_token"))).StatusCode);
    }

    [Fact]
    public async Task A_guest_goes_home_through_common_and_to_the_host_through_its_address()
    {
        var (app, publisher, customer, registration, party) = await Open(authority: "/common");
        var carl = await customer.NewMember("Carl");
        var guest = await publisher.NewGuest(carl);
        using var browser = await app.SignedIn(carl);

        var home = new JsonWebToken((await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser)))).Text("id_token"));
        var host = new JsonWebToken((await new RelyingParty(app, publisher, registration).Tokens(browser)).Text("id_token"));

        Assert.Equal((customer.Id.ToString(), carl.Id.ToString()), (home.GetPayloadValue<string>("tid"), home.GetPayloadValue<string>("oid")));
        Assert.Equal((publisher.Id.ToString(), guest.Id.ToString()), (host.GetPayloadValue<string>("tid"), host.GetPayloadValue<string>("oid")));
    }

    [Fact]
    public async Task The_metadata_names_every_tenant_by_a_pattern()
    {
        var (app, _, _, _, _) = await Open();
        using var client = app.Browser();
        foreach (var alias in (string[])["organizations", "common", "Organizations"])
        {
            var document = await RelyingParty.Json(await client.GetAsync($"/{alias}/v2.0/.well-known/openid-configuration"));
            Assert.Equal(app.Options.Url("/{tenantid}/v2.0"), document.Text("issuer"));
            Assert.Equal(app.Options.Url($"/{alias.ToLowerInvariant()}/oauth2/v2.0/token"), document.Text("token_endpoint"));
        }
        var instance = await RelyingParty.Json(await client.GetAsync("/common/discovery/instance?api-version=1.1&authorization_endpoint=" + Uri.EscapeDataString(app.Options.Url("/contoso.example/oauth2/v2.0/authorize"))));
        Assert.Equal(app.Options.Url("/contoso.example/v2.0/.well-known/openid-configuration"), instance.Text("tenant_discovery_endpoint"));
        Assert.Equal(app.Options.PublicUrl.Authority, instance.GetProperty("metadata")[0].Text("preferred_network"));
        var other = await RelyingParty.Json(await client.GetAsync("/common/discovery/instance?authorization_endpoint=https://evil.example/common/oauth2/v2.0/authorize"), HttpStatusCode.BadRequest);
        Assert.Equal("invalid_instance", other.Text("error"));
    }

    [Fact]
    public async Task An_app_of_one_organisation_is_told_to_use_its_address()
    {
        var (app, publisher, customer, _, party) = await Open(audience: Audiences.MyOrganisation);
        foreach (var browser in (HttpClient[])[app.Browser(), await app.SignedIn(publisher.Admin), await app.SignedIn(customer.Admin)])
        {
            var page = await browser.GetAsync(party.AuthorizeUrl());
            Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
            Assert.Contains("AADSTS50194", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            // In an organisation that it does not belong to it does not exist at all.
            var elsewhere = await browser.GetAsync(new RelyingParty(app, customer, await RelyingParty.Register(publisher)).AuthorizeUrl());
            Assert.Contains("AADSTS700016", await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using var client = app.Browser();
        Assert.StartsWith("AADSTS50194:", (await RelyingParty.Json(await party.Token(client, ("grant_type", "refresh_token"), ("refresh_token", "x")), HttpStatusCode.Unauthorized)).Text("error_description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_names_no_organisation_gets_no_token()
    {
        var (app, _, _, _, party) = await Open();
        using var client = app.Browser();

        var forItself = await RelyingParty.Json(await party.Token(client, ("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default")), HttpStatusCode.BadRequest);
        var nonsense = await RelyingParty.Json(await party.Token(client, ("grant_type", "refresh_token"), ("refresh_token", new string('A', 200))), HttpStatusCode.BadRequest);

        Assert.StartsWith("AADSTS50059:", forItself.Text("error_description"), StringComparison.Ordinal);
        Assert.Equal("invalid_grant", nonsense.Text("error"));
        Assert.Equal("login_required", RelyingParty.Answer(await client.GetAsync(party.AuthorizeUrl(more: [("prompt", "none")])))["error"]);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/consumers/v2.0/.well-known/openid-configuration")).StatusCode);
    }

    [Fact]
    public async Task A_persons_own_account_is_no_organisations()
    {
        var (app, _, customer, registration, party) = await Open();
        var carl = await customer.NewMember("Carl");
        await app.In(customer.Id, async (_, db) => { (await db.FindAsync<Tenant>(customer.Id))!.Kind = TenantKind.Personal; await db.SaveChangesAsync(); });
        using var browser = await app.SignedIn(carl);

        var refused = await browser.GetAsync(party.AuthorizeUrl());
        Assert.Contains("AADSTS500208", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await app.In(registration.Application.TenantId, (_, db) => db.Applications.Where(a => a.Id == registration.Application.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.SignInAudience, Audiences.Everybody)));
        Assert.Contains("AADSTS500208", await (await browser.GetAsync(party.AuthorizeUrl())).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("asks for permission", await browser.GetStringAsync(new RelyingParty(app, customer, registration) { Base = "/common" }.AuthorizeUrl()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule16_A_client_id_that_was_copied_opens_nothing()
    {
        var (app, publisher, customer, registration, party) = await Open();
        var carl = await customer.NewMember("Carl");
        using var browser = await app.SignedIn(carl);
        await party.CodeWithConsent(browser);
        // Somebody registers the same client id with an address of their own, and opens it to everybody.
        var evil = await app.NewTenant("Evil");
        var copy = await RelyingParty.Register(evil, r => r with { AppId = registration.Application.AppId, SignInAudience = Audiences.Organisations, RedirectUris = ["https://evil.example/cb"] });

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(party.AuthorizeUrl(more: [("redirect_uri", "https://evil.example/cb")]))).StatusCode);
        var thief = new RelyingParty(app, customer, copy);
        var answer = await RelyingParty.Json(await thief.Token(browser, ("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default")), HttpStatusCode.Unauthorized);
        Assert.StartsWith("AADSTS7000215:", answer.Text("error_description"), StringComparison.Ordinal);
        Assert.NotNull(publisher);
    }

    [Fact]
    public async Task Its_owner_may_close_it_again()
    {
        var (app, publisher, customer, registration, party) = await Open();
        using var browser = await app.SignedIn(await customer.NewMember("Carl"));
        var tokens = await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser)));
        await app.In(publisher.Id, (_, db) => db.Applications.Where(a => a.Id == registration.Application.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.SignInAudience, Audiences.MyOrganisation)));

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(party.AuthorizeUrl())).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await party.Refresh(browser, tokens.Text("refresh_token"))).StatusCode);
    }

    [Fact]
    public async Task Signing_out_works_without_naming_an_organisation()
    {
        var (app, _, customer, _, party) = await Open();
        using var browser = await app.SignedIn(await customer.NewMember("Carl"));
        var hint = (await RelyingParty.Json(await party.Redeem(browser, await party.CodeWithConsent(browser)))).Text("id_token");

        var answer = await browser.GetAsync(QueryHelpers.AddQueryString("/organizations/oauth2/v2.0/logout", new Dictionary<string, string?>(StringComparer.Ordinal) { ["id_token_hint"] = hint, ["post_logout_redirect_uri"] = "https://moodle.example/signed-out" }));

        Assert.Equal("https://moodle.example/signed-out", answer.Headers.Location?.OriginalString);
        Assert.True(await app.In(customer.Id, async (_, db) => (await db.Set<Foyer.SignIn.Session>().SingleAsync()).EndedAt is not null));
    }
}
