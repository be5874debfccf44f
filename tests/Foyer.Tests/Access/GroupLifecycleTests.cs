using System.Net;
using System.Security.Claims;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Tests.Connect;
using Foyer.Tests.Guests;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Access;

public class GroupLifecycleTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_group_is_made_whole_and_changed_and_every_change_is_audited_once(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (ann, inner) = (await tenant.NewMember("Ann"), await tenant.NewGroup("Inner"));

        var nobody = await tenant.As((CreateGroup create, GroupManager manager) => create.Run(manager, new("Team") { Members = [Guid.CreateVersion7()] }, Ct));
        Assert.Equal("groups.no_such_member", nobody.Code());
        (await tenant.As((CreateGroup create, GroupManager manager) => create.Run(manager, new("Team", "People", "the.team") { Owners = [ann.Id], Members = [ann.Id, inner.Id] }, Ct))).Failed(out _, out var group);
        Assert.Equal(("Team", "the.team"), (group!.DisplayName, group.MailNickname));
        Assert.Single(await tenant.App.In(tenant.Id, (_, db) => db.Groups.Where(g => g.DisplayName == "Team").ToListAsync(Ct)));
        Assert.Equal([inner.Id], await tenant.App.In(tenant.Id, (_, db) => db.GroupsInside(group.Id).ToListAsync(Ct)));

        Assert.Equal("groups.nickname", (await Change(tenant, group.Id, new(MailNickname: "the team"))).Code());
        Assert.Equal("groups.name", (await Change(tenant, group.Id, new(Name: " "))).Code());
        Assert.Null((await Change(tenant, group.Id, new(Name: "Crew", Description: ""))).Code());
        Assert.Null((await Change(tenant, group.Id, new(Name: "Crew"))).Code());

        var now = await tenant.App.In(tenant.Id, (_, db) => db.Groups.SingleAsync(g => g.Id == group.Id, Ct));
        Assert.Equal(("Crew", null, "the.team", "crew"), (now.DisplayName, now.Description, now.MailNickname, now.NameKey));
        Assert.Equal([Activities.GroupAdded, Activities.GroupUpdated], (await tenant.AuditOf(group.Id)).Select(a => a.Activity).Order(StringComparer.Ordinal));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_deleted_group_opens_nothing_until_it_is_restored(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var ann = await tenant.NewMember("Ann");
        var group = await tenant.NewGroup("Team");
        var moodle = await RelyingParty.Register(tenant, r => r with { GroupMembershipClaims = "All" });
        await tenant.Assign(moodle, group.Id, PrincipalType.Group);
        await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, group.Id, ann.Id, Ct));
        var party = new RelyingParty(tenant.App, tenant, moodle);
        using var browser = await tenant.App.SignedIn(ann);
        var tokens = await party.Tokens(browser);
        Assert.Contains("Moodle", await browser.GetStringAsync($"/myapps?tenantId={tenant.Id}", Ct), StringComparison.Ordinal);

        Assert.Null((await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, group.Id, Ct))).Code());
        Assert.Equal("groups.not_found", (await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, group.Id, Ct))).Code());
        Assert.Equal(HttpStatusCode.BadRequest, (await party.Refresh(browser, tokens.Text("refresh_token"))).StatusCode);
        Assert.DoesNotContain("Moodle", await browser.GetStringAsync($"/myapps?tenantId={tenant.Id}", Ct), StringComparison.Ordinal);
        Assert.Equal("groups.not_found", (await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, group.Id, tenant.Admin.Id, Ct))).Code());

        Assert.Null((await tenant.As((RestoreGroup restore, GroupManager manager) => restore.Run(manager, group.Id, Ct))).Code());
        Assert.Equal(HttpStatusCode.OK, (await party.Refresh(browser, tokens.Text("refresh_token"))).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_deleted_group_can_be_taken_away_for_good_with_its_apps(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var group = await tenant.NewGroup("Team");
        var moodle = await tenant.NewApp(new("Moodle"));
        await tenant.Assign(moodle, group.Id, PrincipalType.Group);

        Assert.Equal("groups.not_deleted", (await tenant.As((PurgeGroup purge, GroupManager manager) => purge.Run(manager, group.Id, Ct))).Code());
        await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, group.Id, Ct));
        Assert.Null((await tenant.As((PurgeGroup purge, GroupManager manager) => purge.Run(manager, group.Id, Ct))).Code());

        Assert.Equal("groups.not_deleted", (await tenant.As((RestoreGroup restore, GroupManager manager) => restore.Run(manager, group.Id, Ct))).Code());
        Assert.False(await tenant.App.In(tenant.Id, (_, db) => db.AppRoleAssignments.AnyAsync(a => a.PrincipalId == group.Id, Ct)));
    }

    [Fact]
    public async Task A_group_deleted_too_long_ago_stays_deleted()
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var tenant = await app.NewTenant();
        var group = await tenant.NewGroup("Team");
        await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, group.Id, Ct));

        app.Clock.Advance(TimeSpan.FromDays(31));

        Assert.Equal("groups.too_late", (await tenant.As((RestoreGroup restore, GroupManager manager) => restore.Run(manager, group.Id, Ct))).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_owner_changes_the_groups_they_own_and_no_other(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (ann, uwe) = (await tenant.NewMember("Ann"), await tenant.NewMember("Uwe", DirectoryRoles.GroupsAdministrator));
        var (hers, other) = (await tenant.NewGroup("Hers"), await tenant.NewGroup("Other"));
        var guest = await tenant.NewGuest();

        Assert.Null((await tenant.As((AddGroupOwner add, GroupManager manager) => add.Run(manager, hers.Id, ann.Id, Ct), uwe)).Code());
        Assert.Equal("groups.already_owner", (await tenant.As((AddGroupOwner add, GroupManager manager) => add.Run(manager, hers.Id, ann.Id, Ct), uwe)).Code());
        Assert.Null((await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, hers.Id, guest.Id, Ct), ann)).Code());
        Assert.Equal("groups.not_yours", (await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, other.Id, guest.Id, Ct), ann)).Code());
        Assert.Equal("groups.not_yours", (await tenant.As((CreateGroup create, GroupManager manager) => create.Run(manager, new("Mine"), Ct), ann)).Code());
        Assert.Equal("groups.not_yours", (await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, other.Id, Ct), ann)).Code());
        Assert.Null((await tenant.As((RemoveGroupOwner remove, GroupManager manager) => remove.Run(manager, hers.Id, ann.Id, Ct), uwe)).Code());
        Assert.Equal("groups.not_yours", (await tenant.As((RemoveGroupMember remove, GroupManager manager) => remove.Run(manager, hers.Id, guest.Id, Ct), ann)).Code());
        Assert.Equal([Activities.OwnerAdded, Activities.OwnerRemoved], (await tenant.AuditOf(ann.Id)).Select(a => a.Activity).Where(a => a != Activities.UserAdded).Order(StringComparer.Ordinal));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_app_changes_groups_only_with_the_permission(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var robot = await tenant.NewApp(new("Robot"));
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new("tid", tenant.Id.ToString()), new("oid", robot.ServicePrincipal.Id.ToString()), new("idtyp", "app")], "test"));
        Task<GroupManager?> Ask() => tenant.App.In(tenant.Id, (services, _) => services.GetRequiredService<ResolveActor>().GroupManager(principal, Ct));

        Assert.Null(await Ask());
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            var graph = await db.ServicePrincipals.SingleAsync(s => s.AppId == GraphApp.AppId, Ct);
            db.AppRoleAssignments.Add(new() { TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), ResourceId = graph.Id, PrincipalId = robot.ServicePrincipal.Id, PrincipalType = PrincipalType.ServicePrincipal, AppRoleId = GraphApp.Roles.Single(r => r.Value == Permissions.WriteGroups).Id, CreatedAt = TestApp.Start.UtcDateTime });
            await db.SaveChangesAsync(Ct);
        });
        Assert.True((await Ask())!.OfEveryGroup);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_portal_shows_groups_in_groups_and_what_is_deleted(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (outer, inner, gone) = (await tenant.NewGroup("Outer <b>"), await tenant.NewGroup("Inner"), await tenant.NewGroup("Gone"));
        var guest = await tenant.NewGuest("Alice");
        foreach (var member in (Guid[])[inner.Id, guest.Id]) await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, outer.Id, member, Ct));
        await tenant.As((AddGroupOwner add, GroupManager manager) => add.Run(manager, outer.Id, tenant.Admin.Id, Ct));
        await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, gone.Id, Ct));
        using var browser = tenant.App.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);

        var page = await browser.GetStringAsync($"/portal/groups/{outer.Id}", Ct);
        Assert.Contains("Outer &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/portal/groups/{inner.Id}\"", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/portal/users/{guest.Id}\"", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/portal/users/{tenant.Admin.Id}\"", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/portal/groups/{outer.Id}\"", await browser.GetStringAsync($"/portal/groups/{inner.Id}", Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("Gone", await browser.GetStringAsync("/portal/groups", Ct), StringComparison.Ordinal);
        Assert.Contains("Gone", await browser.GetStringAsync("/portal/groups?deleted=true", Ct), StringComparison.Ordinal);
        Assert.Contains("Inner", await browser.GetStringAsync("/portal/groups?q=inn", Ct), StringComparison.Ordinal);
    }

    private static Task<Result<Done>> Change(TestTenant tenant, Guid group, GroupChange change) => tenant.As((ChangeGroup operation, GroupManager manager) => operation.Run(manager, group, change, Ct));
}
