using System.Net;
using Foyer.Apps;
using Foyer.Policies;
using Foyer.Tests.SignIn;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Connect;

/// <summary>The page where an administrator allows an app for everybody, and how it answers the app.</summary>
public class AdminConsentTests
{
    private static async Task<(TestApp App, TestTenant Publisher, TestTenant Customer, TestRegistration Planner)> Open(Store store = Store.Sqlite)
    {
        var app = await TestApp.Shared(store);
        var (publisher, customer) = (await app.NewTenant("Publisher"), await app.NewTenant("Customer"));
        var scope = DirectoryScopes.All.Single(s => s.Value == "User.Invite.All");
        var planner = await RelyingParty.Register(publisher, r => r with
        {
            DisplayName = "Planner",
            AssignmentRequired = false,
            SignInAudience = Audiences.Organisations,
            Needs = [new(DirectoryScopes.ResourceAppId, scope.Id, PermissionKind.Scope), new(DirectoryScopes.ResourceAppId, GraphApp.Roles.Single(r => r.Value == Permissions.WriteUsers).Id, PermissionKind.Role)],
        });
        return (app, publisher, customer, planner);
    }

    private static string Url(string tenant, TestRegistration app, params (string, string?)[] more) => QueryHelpers.AddQueryString($"/{tenant}/v2.0/adminconsent",
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["client_id"] = app.Application.AppId.ToString(), ["redirect_uri"] = RelyingParty.Redirect, ["state"] = "s t" }
            .Concat(more.ToDictionary(m => m.Item1, m => m.Item2)).GroupBy(p => p.Key).Select(g => g.Last()).Where(p => p.Value is not null));

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_administrator_allows_everything_that_the_registration_needs(Store store)
    {
        var (app, publisher, customer, planner) = await Open(store);
        using var browser = app.Browser();
        var url = Url(customer.Id.ToString(), planner);
        Assert.StartsWith("/signin?", (await browser.GetAsync(url)).Headers.Location!.OriginalString, StringComparison.Ordinal);
        await browser.SignIn(customer.Admin.Mail!);

        var page = await browser.GetStringAsync(url);
        Assert.Contains("Allow Planner for everybody?", page, StringComparison.Ordinal);
        Assert.Contains("Invite guests", page, StringComparison.Ordinal);
        Assert.Contains("For itself, also while nobody is signed in:", page, StringComparison.Ordinal);
        Assert.Contains($"Planner comes from Publisher ({publisher.Domain}), not from Customer", page, StringComparison.Ordinal);
        Assert.Contains("Then you go on to moodle.example.", page, StringComparison.Ordinal);
        using var agreed = await browser.Send(page, ("answer", "yes"));
        var answer = RelyingParty.Answer(await browser.GetAsync(agreed.Onward()));
        Assert.Equal(("True", customer.Id.ToString(), "s t"), (answer["admin_consent"], answer["tenant"], answer["state"]));

        // The app speaks for itself there with its own secret, and nobody is asked any more.
        var party = new RelyingParty(app, customer, planner);
        var token = await party.Validate((await party.AppToken(browser)).Text("access_token"), "00000003-0000-0000-c000-000000000000");
        Assert.Equal((customer.Id.ToString(), "User.ReadWrite.All"), (token.GetPayloadValue<string>("tid"), token.GetPayloadValue<string[]>("roles").Single()));
        using var member = await app.SignedIn(await customer.NewMember("Carl"));
        Assert.NotEmpty(await party.Code(member, "openid profile email offline_access User.Read User.Invite.All"));
        Assert.Equal(1, await app.In(customer.Id, (_, db) => db.PermissionGrants.CountAsync(g => g.PrincipalId == PermissionGrant.Everybody)));
    }

    [Fact]
    public async Task Nobody_else_can_and_the_app_hears_no()
    {
        var (app, _, customer, planner) = await Open();
        var url = Url("organizations", planner);
        using var browser = await app.SignedIn(await customer.NewMember("Carl", Users.DirectoryRoles.UserAdministrator));

        var refused = await browser.GetAsync(url);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("Only an administrator can agree to Planner", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // The administrator's page in another person's hands.
        using var admin = await app.SignedIn(customer.Admin);
        var page = await admin.GetStringAsync(url);
        using var stolen = await browser.Send((await browser.GetStringAsync("/account")).Replace("/account/sessions/", $"/{customer.Id}/v2.0/adminconsent?", StringComparison.Ordinal),
            ("request", page.Split("name=\"request\" value=\"")[1].Split('"')[0]), ("answer", "yes"));
        Assert.False(await app.In(customer.Id, (_, db) => db.ServicePrincipals.AnyAsync(s => s.AppId == planner.Application.AppId)));

        using var no = await admin.Send(page, ("answer", "no"));
        var answer = RelyingParty.Answer(await admin.GetAsync(no.Onward()));
        Assert.Equal(("access_denied", "s t"), (answer["error"], answer["state"]));
        Assert.False(await app.In(customer.Id, (_, db) => db.ServicePrincipals.AnyAsync(s => s.AppId == planner.Application.AppId)));
    }

    [Fact]
    public async Task Rule12_It_answers_only_at_the_apps_own_address_or_on_a_page()
    {
        var (app, _, customer, planner) = await Open();
        using var admin = await app.SignedIn(customer.Admin);
        foreach (var more in ((string, string?)[][])[[("redirect_uri", "https://evil.example/")], [("client_id", Guid.NewGuid().ToString())]])
        {
            var refused = await admin.GetAsync(Url(customer.Id.ToString(), planner, more));
            Assert.Equal((HttpStatusCode.BadRequest, null), (refused.StatusCode, refused.Headers.Location));
        }
        // The older address, without an address to return to.
        using var agreed = await admin.Send(await admin.GetStringAsync($"/{customer.Id}/adminconsent?client_id={planner.Application.AppId}"), ("answer", "yes"));
        Assert.Contains("Planner is allowed for everybody", await admin.GetStringAsync(agreed.Onward()), StringComparison.Ordinal);
        // Named scopes instead of all needs.
        var page = await admin.GetStringAsync(Url(customer.Id.ToString(), planner, ("scope", "https://graph.microsoft.com/Group.Read.All")));
        Assert.Contains("Read all groups", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Invite guests", page, StringComparison.Ordinal);
    }
}
