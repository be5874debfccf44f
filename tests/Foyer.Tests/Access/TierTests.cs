using System.Net;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Commands;
using Foyer.Groups;
using Foyer.Tenants;
using Foyer.Tests.Connect;
using Foyer.Tests.Guests;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Access;

public class TierTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    public static TheoryData<Store, Subscription> PaidTiers => new() { { Store.Sqlite, Subscription.Basic }, { Store.Sqlite, Subscription.Premium }, { Store.Postgres, Subscription.Basic }, { Store.Postgres, Subscription.Premium } };

    [Theory, MemberData(nameof(PaidTiers))]
    public async Task Groups_open_apps_while_the_subscription_lasts_and_come_back_with_it(Store store, Subscription tier)
    {
        var (tenant, ann, group, moodle) = await Cast(store);
        Assert.Equal("tenants.groups_need_paid", (await Assign(tenant, moodle, group)).Code());
        await Set(tenant, tier);
        Assert.Null((await Assign(tenant, moodle, group)).Code());
        var party = new RelyingParty(tenant.App, tenant, moodle);
        using var browser = await tenant.App.SignedIn(ann);
        var tokens = await party.Tokens(browser);
        Assert.Contains("Moodle", await MyApps(browser, tenant), StringComparison.Ordinal);

        await Set(tenant, Subscription.Free);
        Assert.Equal(HttpStatusCode.BadRequest, (await party.Refresh(browser, tokens.Text("refresh_token"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(party.AuthorizeUrl(), Ct)).StatusCode);
        Assert.DoesNotContain("Moodle", await MyApps(browser, tenant), StringComparison.Ordinal);

        await Set(tenant, tier);
        Assert.Equal(HttpStatusCode.OK, (await party.Refresh(browser, tokens.Text("refresh_token"))).StatusCode);
        Assert.Contains("Moodle", await MyApps(browser, tenant), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Without_a_subscription_a_group_gives_no_role_and_is_not_named_as_the_apps_own(Store store)
    {
        var (tenant, ann, group, _) = await Cast(store);
        var teacher = new AppRoleDeclaration(Guid.CreateVersion7(), "Teacher", "Teacher");
        var wiki = await RelyingParty.Register(tenant, r => r with { AssignmentRequired = false, Roles = [teacher], GroupMembershipClaims = "ApplicationGroup" });
        await tenant.Assign(wiki, group.Id, PrincipalType.Group, teacher.Id);
        var party = new RelyingParty(tenant.App, tenant, wiki);
        using var browser = await tenant.App.SignedIn(ann);

        var free = await party.Validate((await party.Tokens(browser)).Text("id_token"));
        Assert.False(free.TryGetPayloadValue<string[]>("roles", out _));
        Assert.False(free.TryGetPayloadValue<string[]>("groups", out _));

        await Set(tenant, Subscription.Basic);
        var paid = await party.Validate((await party.Tokens(browser)).Text("id_token"));
        Assert.Equal(["Teacher"], paid.GetPayloadValue<string[]>("roles"));
        Assert.Equal([group.Id.ToString()], paid.GetPayloadValue<string[]>("groups"));
    }

    [Fact]
    public async Task One_setting_gives_every_organisation_everything()
    {
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Subscription:EveryTenant"] = "Premium" });
        var (tenant, ann, group, moodle) = await Cast(Store.Sqlite, app);

        Assert.Null((await Assign(tenant, moodle, group)).Code());
        using var browser = await app.SignedIn(ann);
        Assert.NotEmpty(await new RelyingParty(app, tenant, moodle).Code(browser));
        Assert.Contains("Foyer:Subscription:EveryTenant says Premium", await Set(tenant, Subscription.Free), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_no_tier_stops_the_start() =>
        Assert.Contains("Foyer:Subscription:EveryTenant", (await Assert.ThrowsAsync<UnusableConfigurationException>(() =>
            TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Subscription:EveryTenant"] = "Gold" }))).Message, StringComparison.Ordinal);

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_operators_word_is_audited_once(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();

        Assert.Equal("Contoso has now the subscription Basic.", await Set(tenant, Subscription.Basic));
        Assert.Equal("Contoso has already the subscription Basic.", await Set(tenant, Subscription.Basic));

        var entry = Assert.Single(await tenant.AuditOf(tenant.Id), a => a.Activity == Activities.SubscriptionSet);
        Assert.Contains("\"from\":\"Premium\"", entry.Details, StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_operator_names_an_organisation_by_id_or_domain(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        foreach (var name in (string[])[tenant.Id.ToString(), tenant.Domain, tenant.Domain.ToUpperInvariant()])
        {
            await using var scope = await FindTenant.Open(tenant.App.Services, name, Ct);
            Assert.Equal(tenant.Id, ((Foyer.Data.CurrentTenant)scope.ServiceProvider.GetService(typeof(Foyer.Data.CurrentTenant))!).Id);
        }
        await Assert.ThrowsAsync<UnusableConfigurationException>(async () => await FindTenant.Open(tenant.App.Services, "nobody.example", Ct));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_portal_says_what_a_group_needs(Store store)
    {
        var (tenant, _, group, moodle) = await Cast(store);
        await tenant.Assign(moodle, group.Id, PrincipalType.Group);
        using var browser = tenant.App.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);

        foreach (var path in (string[])[$"/portal/applications/{moodle.ServicePrincipal.Id}", $"/portal/groups/{group.Id}"])
            Assert.Contains("Off: needs Basic or Premium", await browser.GetStringAsync(path, Ct), StringComparison.Ordinal);
        await Set(tenant, Subscription.Premium);
        foreach (var path in (string[])[$"/portal/applications/{moodle.ServicePrincipal.Id}", $"/portal/groups/{group.Id}"])
            Assert.DoesNotContain("Off: needs", await browser.GetStringAsync(path, Ct), StringComparison.Ordinal);
    }

    /// <summary>A Free organisation with Ann in a group, and an app that wants an assignment.</summary>
    private static async Task<(TestTenant Tenant, User Ann, Group Group, TestRegistration Moodle)> Cast(Store store, TestApp? app = null)
    {
        var tenant = await (app ?? await TestApp.Shared(store)).NewTenant();
        await Set(tenant, Subscription.Free);
        var (ann, group) = (await tenant.NewMember("Ann"), await tenant.NewGroup("Team"));
        await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, group.Id, ann.Id, Ct));
        return (tenant, ann, group, await RelyingParty.Register(tenant));
    }

    private static Task<Result<Guid>> Assign(TestTenant tenant, TestRegistration app, Group group) =>
        tenant.As((AssignApp assign, TenantAdmin admin) => assign.Run(admin, new(app.ServicePrincipal.Id, group.Id, PrincipalType.Group), Ct));

    private static Task<string> Set(TestTenant tenant, Subscription tier) => tenant.App.In(tenant.Id, (services, _) => TenantCommand.SetSubscription(services, tier, null, Ct));

    private static Task<string> MyApps(HttpClient browser, TestTenant tenant) => browser.GetStringAsync($"/myapps?tenantId={tenant.Id}", Ct);
}
