using System.Net;
using System.Net.Http.Headers;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.Tests.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Connect;

/// <summary>What an app can do in a person's name, and what a program can do to what others have begun.</summary>
public class DelegatedRightsTests
{
    [Theory]
    [InlineData("offline_access"), InlineData(null), InlineData("openid profile email")]
    [InlineData("https://graph.microsoft.com/.default"), InlineData("https://graph.microsoft.com/User.ReadBasic.All")]
    public async Task Rule07_A_token_of_an_administrator_that_names_no_permission_invites_nobody(string? scope)
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var contoso = await app.NewTenant();
        var party = new RelyingParty(app, contoso, await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false }));
        await contoso.Allow(party.Registration, "User.ReadBasic.All");
        using var browser = await app.SignedIn(contoso.Admin);
        var code = RelyingParty.Answer(await browser.GetAsync(party.AuthorizeUrl(more: [("scope", scope)])))["code"];
        using var client = Bearer(app, (await RelyingParty.Json(await party.Redeem(browser, code))).Text("access_token"));

        Assert.Equal(HttpStatusCode.Forbidden, (await client.Upload(Batches.File(1), "?dryRun=true")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule07_In_an_administrators_name_an_app_grants_no_more_than_its_token_names(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var payroll = (await contoso.NewApp(new("Payroll"))).Application.AppId.ToString();
        var group = (await contoso.NewGroup("Externals")).Id.ToString();
        using var inviting = Bearer(app, await Delegated(contoso, Permissions.InviteUsers));
        using var granting = Bearer(app, await Delegated(contoso, Permissions.InviteUsers, Permissions.AssignAppRoles, Permissions.WriteGroups));

        foreach (var file in new[] { Batches.File(1, payroll), Batches.File(1, "", group) })
        {
            var plan = await (await inviting.Upload(file, "?dryRun=true")).Json();
            Assert.Equal((0, 1), (plan.GetProperty("invited").GetInt32(), plan.GetProperty("failed").GetInt32()));
            // The batch runs later and without the token, but not with more rights than the token had.
            var id = (await (await inviting.Upload(file)).Json(HttpStatusCode.Accepted)).GetProperty("id").GetGuid();
            Assert.Equal((0, 1), ((await contoso.Finished(id)).Batch.Invited, (await contoso.Finished(id)).Batch.Failed));
        }
        var done = await contoso.Finished((await (await granting.Upload(Batches.File(1, payroll, group))).Json(HttpStatusCode.Accepted)).GetProperty("id").GetGuid());
        Assert.Equal(1, done.Batch.Invited);
        Assert.Equal((1, 1), ((await contoso.Count()).Assignments, (await contoso.Count()).Members));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule07_Who_may_only_invite_sees_and_steers_only_the_own_files(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var theirs = await contoso.Upload(Batches.File(1), dryRun: true);
        using var inviter = await contoso.Automation(Permissions.InviteUsers);
        using var delegated = Bearer(app, await Delegated(contoso, Permissions.InviteUsers));
        using var keeper = await contoso.Automation(Permissions.InviteUsers, Permissions.WriteUsers);

        foreach (var route in (string[])["", "/results", "/results.csv"])
            await (await inviter.GetAsync($"{BatchClient.Path}/{theirs.Id}{route}")).Problem(HttpStatusCode.NotFound);
        foreach (var verb in (string[])["start", "pause", "resume", "cancel", "undo"])
            await (await inviter.PostAsync($"{BatchClient.Path}/{theirs.Id}/{verb}", null)).Problem(HttpStatusCode.NotFound);
        Assert.Equal(BatchState.Planned, (await app.In(contoso.Id, (_, db) => db.InvitationBatches.SingleAsync(b => b.Id == theirs.Id))).State);

        var own = (await (await inviter.Upload(Batches.File(1), "?dryRun=true")).Json()).GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.OK, (await inviter.PostAsync($"{BatchClient.Path}/{own}/cancel", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await delegated.GetAsync($"{BatchClient.Path}/{own}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await delegated.GetAsync($"{BatchClient.Path}/{theirs.Id}")).StatusCode); // the administrator's own
        Assert.Equal(HttpStatusCode.OK, (await keeper.PostAsync($"{BatchClient.Path}/{theirs.Id}/cancel", null)).StatusCode);
    }

    private static HttpClient Bearer(TestApp app, string token)
    {
        var client = app.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A token by which an app with these permissions speaks for the administrator.</summary>
    private static async Task<string> Delegated(TestTenant tenant, params string[] permissions)
    {
        var registration = await RelyingParty.Register(tenant, r => r with { AssignmentRequired = false });
        await tenant.Allow(registration, permissions);
        using var browser = await tenant.App.SignedIn(tenant.Admin);
        return (await new RelyingParty(tenant.App, tenant, registration).Tokens(browser, "https://graph.microsoft.com/.default")).Text("access_token");
    }
}
