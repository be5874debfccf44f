using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Foyer.Apps;
using Foyer.Policies;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Connect;

public class ClientTests
{
    private const string Graph = "00000003-0000-0000-c000-000000000000";

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_app_speaks_for_itself_with_the_permissions_it_holds(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var automation = await RelyingParty.Register(contoso);
        await app.In(contoso.Id, async (_, db) =>
        {
            var graph = await db.ServicePrincipals.SingleAsync(s => s.AppId == GraphApp.AppId);
            db.AppRoleAssignments.Add(new() { TenantId = contoso.Id, Id = Guid.CreateVersion7(), ResourceId = graph.Id, PrincipalId = automation.ServicePrincipal.Id, PrincipalType = PrincipalType.ServicePrincipal, AppRoleId = GraphApp.Roles[0].Id, CreatedAt = default });
            await db.SaveChangesAsync();
        });
        var party = new RelyingParty(app, contoso, automation);
        using var client = app.Browser();

        foreach (var scope in (string[])["https://graph.microsoft.com/.default", app.Options.Url("/.default")])
        {
            var token = await party.Validate((await party.AppToken(client, scope)).Text("access_token"), Graph);
            Assert.Equal("app", token.GetPayloadValue<string>("idtyp"));
            Assert.Equal(automation.ServicePrincipal.Id.ToString(), token.GetPayloadValue<string>("oid"));
            Assert.Equal(party.ClientId, token.GetPayloadValue<string>("azp"));
            Assert.Equal([Permissions.InviteUsers], token.GetPayloadValue<string[]>("roles"));
            Assert.False(token.TryGetPayloadValue<string>("scp", out _));
        }
        Assert.Equal("invalid_scope", (await RelyingParty.Json(await party.Token(client, ("grant_type", "client_credentials"), ("scope", "openid")), HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal("invalid_scope", (await RelyingParty.Json(await party.Token(client, ("grant_type", "client_credentials"), ("scope", $"{Guid.CreateVersion7()}/.default")), HttpStatusCode.BadRequest)).Text("error"));
    }

    [Fact]
    public async Task A_client_proves_itself_by_header_or_form_with_any_secret_that_has_not_expired()
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var contoso = await app.NewTenant();
        var moodle = await RelyingParty.Register(contoso);
        var second = await app.In(contoso.Id, async (services, db) =>
        {
            var secret = ((RegisterApp)services.GetService(typeof(RegisterApp))!).AddSecret(((ResolveActor)services.GetService(typeof(ResolveActor))!).System(), moodle.Application, TimeSpan.FromDays(1));
            await db.SaveChangesAsync();
            return secret;
        });
        var party = new RelyingParty(app, contoso, moodle);
        using var client = app.Browser();
        (string, string?)[] request = [("grant_type", "client_credentials"), ("scope", $"{Graph}/.default")];

        Assert.Equal(HttpStatusCode.OK, (await party.Token(client, request)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await party.Token(client, [.. request, ("client_secret", second)])).StatusCode);
        using var basic = app.Browser();
        basic.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{party.ClientId}:{party.Secret}")));
        Assert.Equal(HttpStatusCode.OK, (await party.Token(basic, [.. request, ("client_id", null), ("client_secret", null)])).StatusCode);

        async Task<string> Refused(params (string, string?)[] more) => (await RelyingParty.Json(await party.Token(client, [.. request, .. more]), HttpStatusCode.Unauthorized)).Text("error_description");
        Assert.StartsWith("AADSTS7000215:", await Refused(("client_secret", "wrong")), StringComparison.Ordinal);
        Assert.StartsWith("AADSTS7000218:", await Refused(("client_secret", null)), StringComparison.Ordinal);
        Assert.StartsWith("AADSTS700016:", await Refused(("client_id", Guid.CreateVersion7().ToString())), StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(2));
        Assert.StartsWith("AADSTS7000222:", await Refused(("client_secret", second)), StringComparison.Ordinal);
        var body = await RelyingParty.Json(await party.Token(client, [.. request, ("client_secret", "wrong")]), HttpStatusCode.Unauthorized);
        Assert.Equal((7000215, body.Text("trace_id")), (body.GetProperty("error_codes")[0].GetInt32(), body.Text("correlation_id")));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Nothing_of_one_tenant_counts_in_another(Store store)
    {
        var app = await TestApp.Shared(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false });
        var party = new RelyingParty(app, contoso, moodle);
        var elsewhere = new RelyingParty(app, fabrikam, moodle);
        using var browser = await app.SignedIn(await contoso.NewMember("Ann"));
        var tokens = await party.Tokens(browser);

        Assert.Equal("invalid_client", (await RelyingParty.Json(await elsewhere.Token(browser, ("grant_type", "client_credentials"), ("scope", $"{Graph}/.default")), HttpStatusCode.Unauthorized)).Text("error"));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(elsewhere.AuthorizeUrl())).StatusCode);
        var twin = new RelyingParty(app, fabrikam, await RelyingParty.Register(fabrikam, r => r with { AppId = moodle.Application.AppId, AssignmentRequired = false }));
        Assert.Equal("invalid_grant", (await RelyingParty.Json(await twin.Refresh(browser, tokens.Text("refresh_token")), HttpStatusCode.BadRequest)).Text("error"));
        Assert.Equal("invalid_grant", (await RelyingParty.Json(await twin.Redeem(browser, await party.Code(browser)), HttpStatusCode.BadRequest)).Text("error"));
        Assert.False((await twin.Check(tokens.Text("id_token"))).IsValid);

        // A token that names another tenant than the one that signed it.
        var parts = tokens.Text("access_token").Split('.');
        var payload = Encoding.UTF8.GetString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(parts[1])).Replace(contoso.Id.ToString(), fabrikam.Id.ToString(), StringComparison.Ordinal);
        var forged = $"{parts[0]}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(payload)}.{parts[2]}";
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetWith(forged, "/oidc/userinfo")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetWith(tokens.Text("id_token"), "/oidc/userinfo")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetWith("nonsense", "/oidc/userinfo")).StatusCode);
        var none = await browser.GetAsync("/oidc/userinfo");
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (none.StatusCode, none.Headers.WwwAuthenticate.Single().Scheme));
    }
}
