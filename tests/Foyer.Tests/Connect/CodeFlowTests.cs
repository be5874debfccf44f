using System.Net;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Tests.Connect;

public class CodeFlowTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_opens_an_app_and_the_app_learns_who_it_is(Store store)
    {
        var app = await TestApp.Shared(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var bob = await fabrikam.NewMember("Bob");
        var guest = await contoso.NewGuest(bob);
        var teacher = new AppRoleDeclaration(Guid.CreateVersion7(), "Teacher", "Teacher");
        var moodle = await RelyingParty.Register(contoso, r => r with { Roles = [teacher], GroupMembershipClaims = "SecurityGroup" });
        await contoso.Assign(moodle, guest.Id, role: teacher.Id);
        var group = await contoso.NewGroup("Externals");
        await app.In(contoso.Id, async (_, db) => { db.Add(new Groups.GroupMember { TenantId = contoso.Id, GroupId = group.Id, UserId = guest.Id, AddedAt = default }); await db.SaveChangesAsync(); });
        var party = new RelyingParty(app, contoso, moodle);
        using var browser = await app.SignedIn(bob);

        var tokens = await RelyingParty.Json(await party.Redeem(browser, await party.Code(browser), ("client_info", "1")));

        var id = await party.Validate(tokens.Text("id_token"));
        Assert.Equal($"{app.Options.PublicUrl.GetLeftPart(UriPartial.Authority)}/{contoso.Id}/v2.0", id.Issuer);
        Assert.Equal(contoso.Id.ToString(), id.GetPayloadValue<string>("tid"));
        Assert.Equal(guest.Id.ToString(), id.GetPayloadValue<string>("oid"));
        Assert.Equal(app.Options.Issuer(fabrikam.Id), id.GetPayloadValue<string>("idp"));
        Assert.Equal(1, id.GetPayloadValue<int>("acct"));
        Assert.Equal(guest.AltSecId, id.GetPayloadValue<string>("altsecid"));
        Assert.Equal(bob.Mail, id.GetPayloadValue<string>("email"));
        Assert.Equal(bob.UserPrincipalName, id.GetPayloadValue<string>("preferred_username"));
        Assert.Equal("the-nonce", id.GetPayloadValue<string>("nonce"));
        Assert.Equal("2.0", id.GetPayloadValue<string>("ver"));
        Assert.Equal(["Teacher"], id.GetPayloadValue<string[]>("roles"));
        Assert.Equal([group.Id.ToString()], id.GetPayloadValue<string[]>("groups"));
        Assert.Equal(["13bd1c72-6f4a-4dcf-985f-18d3b80f208a"], id.GetPayloadValue<string[]>("wids"));
        Assert.False(id.TryGetPayloadValue<string>("upn", out _));
        Assert.True(id.TryGetPayloadValue<string>("at_hash", out _));
        Assert.DoesNotContain(id.Claims, c => c.Type.StartsWith("oi_", StringComparison.Ordinal) || c.Type.StartsWith("foyer_", StringComparison.Ordinal));

        var access = await party.Validate(tokens.Text("access_token"), "00000003-0000-0000-c000-000000000000");
        Assert.Equal("JWT", access.Typ);
        Assert.Equal(party.ClientId, access.GetPayloadValue<string>("azp"));
        Assert.Equal("openid profile email", access.GetPayloadValue<string>("scp"));
        Assert.DoesNotContain(access.Claims, c => c.Type.StartsWith("oi_", StringComparison.Ordinal));
        Assert.Equal(3600, tokens.GetProperty("expires_in").GetInt32());
        Assert.Equal(3600, tokens.GetProperty("ext_expires_in").GetInt32());

        // client_info names the account at home, the token the guest (digest 6.3).
        var info = JsonDocument.Parse(Base64UrlEncoder.Decode(tokens.Text("client_info"))).RootElement;
        Assert.Equal((bob.Id.ToString(), fabrikam.Id.ToString()), (info.Text("uid"), info.Text("utid")));

        var userInfo = await RelyingParty.Json(await browser.GetWith(tokens.Text("access_token"), "/oidc/userinfo"));
        Assert.Equal(id.Subject, userInfo.Text("sub"));
        Assert.Equal(bob.Mail, userInfo.Text("email"));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_member_is_at_home_and_has_no_idp(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var ann = await contoso.NewMember("Ann", DirectoryRoles.GuestInviter);
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false, GroupMembershipClaims = "DirectoryRole" });
        var salesforce = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false });
        using var browser = await app.SignedIn(ann);

        var party = new RelyingParty(app, contoso, moodle);
        var id = await party.Validate((await party.Tokens(browser)).Text("id_token"));
        var other = new RelyingParty(app, contoso, salesforce);
        var otherId = await other.Validate((await other.Tokens(browser)).Text("id_token"));

        Assert.Equal((ann.Id.ToString(), 0), (id.GetPayloadValue<string>("oid"), id.GetPayloadValue<int>("acct")));
        Assert.False(id.TryGetPayloadValue<string>("idp", out _));
        Assert.Equal([DirectoryRoles.GuestInviter.ToString(), "b79fbf4d-3ef9-4689-8143-76b194e85509"], id.GetPayloadValue<string[]>("wids"));
        Assert.False(otherId.TryGetPayloadValue<string[]>("wids", out _));
        Assert.Equal(ann.UserPrincipalName, id.GetPayloadValue<string>("upn"));
        Assert.NotEqual(id.Subject, otherId.Subject);
        Assert.Equal(id.Subject, (await party.Validate((await party.Tokens(browser)).Text("id_token"))).Subject);
    }

    [Fact]
    public async Task An_app_that_wants_tokens_of_version_1_gets_their_claims()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var ann = await contoso.NewMember("Ann");
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false, Scopes = [new(Guid.CreateVersion7(), "read", "Read courses")] });
        await app.In(contoso.Id, async (_, db) => { (await db.Applications.SingleAsync(a => a.AppId == moodle.Application.AppId)).RequestedAccessTokenVersion = 1; await db.SaveChangesAsync(); });
        var party = new RelyingParty(app, contoso, moodle);
        using var browser = await app.SignedIn(ann);

        var token = await party.Validate((await party.Tokens(browser, $"openid {party.ClientId}/read")).Text("access_token"));

        Assert.Equal(("1.0", party.ClientId, "1", "1"), (Of("ver"), Of("appid"), Of("appidacr"), Of("acr")));
        Assert.Equal((ann.UserPrincipalName, ann.UserPrincipalName, "read"), (Of("unique_name"), Of("upn"), Of("scp")));
        Assert.True(token.TryGetHeaderValue<string>("x5t", out _));
        foreach (var absent in (string[])["azp", "azpacr", "preferred_username", "idp"]) Assert.False(token.TryGetPayloadValue<string>(absent, out _), absent);

        string Of(string claim) => token.GetPayloadValue<string>(claim);
    }

    [Fact]
    public async Task Discovery_lives_below_the_tenant_and_answers_to_its_domain()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        using var browser = app.Browser();

        var byId = await RelyingParty.Json(await browser.GetAsync($"/{contoso.Id}/v2.0/.well-known/openid-configuration"));
        using var byDomainRequest = new HttpRequestMessage(HttpMethod.Get, $"/{contoso.Domain}/v2.0/.well-known/openid-configuration") { Headers = { Host = "evil.example" } };
        var byDomain = await RelyingParty.Json(await browser.SendAsync(byDomainRequest));

        var origin = app.Options.Url("");
        Assert.Equal($"{origin}/{contoso.Id}/v2.0", byId.Text("issuer"));
        Assert.Equal($"{origin}/{contoso.Id}/oauth2/v2.0/authorize", byId.Text("authorization_endpoint"));
        Assert.Equal($"{origin}/{contoso.Id}/oauth2/v2.0/token", byId.Text("token_endpoint"));
        Assert.Equal($"{origin}/{contoso.Id}/oauth2/v2.0/logout", byId.Text("end_session_endpoint"));
        Assert.Equal($"{origin}/{contoso.Id}/discovery/v2.0/keys", byId.Text("jwks_uri"));
        Assert.Equal($"{origin}/oidc/userinfo", byId.Text("userinfo_endpoint"));
        Assert.Equal(["S256"], Strings(byId, "code_challenge_methods_supported"));
        Assert.Equal(["code"], Strings(byId, "response_types_supported"));
        Assert.Equal(["form_post", "fragment", "query"], Strings(byId, "response_modes_supported").Order());
        Assert.Equal(["RS256"], Strings(byId, "id_token_signing_alg_values_supported"));
        Assert.Equal(["pairwise"], Strings(byId, "subject_types_supported"));
        Assert.Equal(["client_secret_basic", "client_secret_post", "private_key_jwt"], Strings(byId, "token_endpoint_auth_methods_supported").Order());
        Assert.True(byId.GetProperty("frontchannel_logout_supported").GetBoolean());
        Assert.Equal($"{origin}/{contoso.Id}/oauth2/v2.0/devicecode", byId.Text("device_authorization_endpoint"));
        Assert.Contains("urn:ietf:params:oauth:grant-type:device_code", Strings(byId, "grant_types_supported"));
        Assert.DoesNotContain("device_code", Strings(byId, "grant_types_supported"));
        var older = await RelyingParty.Json(await browser.GetAsync($"/{contoso.Id}/.well-known/openid-configuration"));
        Assert.Equal(byId.ToString(), older.ToString());
        Assert.Equal(byId.ToString(), byDomain.ToString());
    }

    [Fact]
    public async Task An_unknown_tenant_and_ordinary_paths_are_told_apart()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var browser = app.Browser();

        var unknown = await RelyingParty.Json(await browser.GetAsync($"/{Guid.CreateVersion7()}/v2.0/.well-known/openid-configuration"), HttpStatusCode.NotFound);
        Assert.Equal("invalid_tenant", unknown.Text("error"));
        Assert.StartsWith("AADSTS90002:", unknown.Text("error_description"), StringComparison.Ordinal);
        Assert.Equal(90002, unknown.GetProperty("error_codes")[0].GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/nobody.example/oauth2/v2.0/authorize")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync("/oauth2/v2.0/token", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/health/live")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Through_a_group_only_a_paid_subscription_opens_an_app(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var ann = await contoso.NewMember("Ann");
        var reader = new AppRoleDeclaration(Guid.CreateVersion7(), "Reader", "Reader");
        var moodle = await RelyingParty.Register(contoso, r => r with { Roles = [reader], GroupMembershipClaims = "ApplicationGroup" });
        var (group, unrelated) = (await contoso.NewGroup("MyGroup1"), await contoso.NewGroup("Other"));
        await contoso.Assign(moodle, group.Id, PrincipalType.Group, reader.Id);
        await app.In(contoso.Id, async (_, db) =>
        {
            foreach (var g in new[] { group, unrelated }) db.Add(new Groups.GroupMember { TenantId = contoso.Id, GroupId = g.Id, UserId = ann.Id, AddedAt = default });
            await db.SaveChangesAsync();
        });
        var party = new RelyingParty(app, contoso, moodle);
        using var browser = await app.SignedIn(ann);

        var id = await party.Validate((await party.Tokens(browser)).Text("id_token"));
        Assert.Equal(["Reader"], id.GetPayloadValue<string[]>("roles"));
        Assert.Equal([group.Id.ToString()], id.GetPayloadValue<string[]>("groups"));

        await app.In(contoso.Id, async (_, db) => { (await db.FindAsync<Tenant>(contoso.Id))!.Subscription = Subscription.Free; await db.SaveChangesAsync(); });
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(party.AuthorizeUrl())).StatusCode);
    }

    [Fact]
    public async Task More_than_200_groups_become_an_address_to_ask()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var ann = await contoso.NewMember("Ann");
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false, GroupMembershipClaims = "All" });
        await app.In(contoso.Id, async (_, db) =>
        {
            for (var i = 0; i < 201; i++)
            {
                var group = new Groups.Group { TenantId = contoso.Id, Id = Guid.CreateVersion7(), DisplayName = $"G{i}", MailNickname = $"g{i}", CreatedAt = default };
                db.Add(group);
                db.Add(new Groups.GroupMember { TenantId = contoso.Id, GroupId = group.Id, UserId = ann.Id, AddedAt = default });
            }
            await db.SaveChangesAsync();
        });
        var party = new RelyingParty(app, contoso, moodle);
        using var browser = await app.SignedIn(ann);

        var id = await party.Validate((await party.Tokens(browser)).Text("id_token"));

        Assert.False(id.TryGetPayloadValue<string[]>("groups", out _));
        Assert.Equal("src1", id.GetPayloadValue<JsonElement>("_claim_names").Text("groups"));
        Assert.Equal(app.Options.Url($"/v1.0/users/{ann.Id}/getMemberObjects"), id.GetPayloadValue<JsonElement>("_claim_sources").GetProperty("src1").Text("endpoint"));
    }

    private static IEnumerable<string> Strings(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(e => e.GetString()!);
}
