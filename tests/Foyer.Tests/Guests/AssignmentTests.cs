using Foyer.Apps;
using Foyer.Groups;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Guests;

public class AssignmentTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly Guid Teacher = Guid.CreateVersion7();

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_app_without_roles_gives_plain_access_once_and_takes_it_back(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        var app = (await tenant.NewApp(new("Moodle"))).ServicePrincipal;

        (await Assign(tenant, new(app.Id, guest.Id, PrincipalType.User))).Failed(out var problem, out var id);
        Assert.Null(problem);
        Assert.Equal("apps.already_assigned", (await Assign(tenant, new(app.Id, guest.Id, PrincipalType.User))).Code());
        Assert.Equal("apps.no_such_role", (await Assign(tenant, new(app.Id, guest.Id, PrincipalType.User, Teacher))).Code());

        Assert.Null((await tenant.As((UnassignApp unassign, TenantAdmin admin) => unassign.Run(admin, id, Ct))).Code());
        Assert.Equal("apps.not_assigned", (await tenant.As((UnassignApp unassign, TenantAdmin admin) => unassign.Run(admin, id, Ct))).Code());
        Assert.Equal(2, (await tenant.AuditOf(guest.Id)).Count);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_app_with_roles_wants_one_of_those_for_people(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var group = await tenant.NewGroup("Teachers");
        var machines = Guid.CreateVersion7();
        var app = (await tenant.NewApp(new("Moodle") { Roles = [new(Teacher, "Teacher", "Teacher"), new(machines, "Sync", "Sync", ForApplications: true)] })).ServicePrincipal;

        Assert.Equal("apps.role_missing", (await Assign(tenant, new(app.Id, group.Id, PrincipalType.Group))).Code());
        Assert.Equal("apps.no_such_role", (await Assign(tenant, new(app.Id, group.Id, PrincipalType.Group, machines))).Code());
        Assert.Null((await Assign(tenant, new(app.Id, group.Id, PrincipalType.Group, Teacher))).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule07_Only_a_global_administrator_decides_who_opens_an_app(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var lesser = await tenant.NewMember("Uwe", DirectoryRoles.UserAdministrator);
        var guest = await tenant.NewGuest();
        var app = (await tenant.NewApp(new("Moodle"))).ServicePrincipal;

        Assert.Equal("apps.not_allowed", (await tenant.As((AssignApp assign, TenantAdmin admin) => assign.Run(admin, new(app.Id, guest.Id, PrincipalType.User), Ct), lesser)).Code());
        Assert.Equal("apps.not_allowed", (await tenant.As((SetAssignmentRequired set, TenantAdmin admin) => set.Run(admin, app.Id, false, Ct), lesser)).Code());
        Assert.Null((await tenant.As((SetAssignmentRequired set, TenantAdmin admin) => set.Run(admin, app.Id, false, Ct))).Code());
        Assert.False(await tenant.App.In(tenant.Id, (_, db) => db.ServicePrincipals.Where(s => s.Id == app.Id).Select(s => s.AppRoleAssignmentRequired).SingleAsync(Ct)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Apps_groups_and_people_of_another_organisation_are_not_found(Store store)
    {
        var app = await TestApp.Shared(store);
        var (mine, theirs) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var (guest, stranger) = (await mine.NewGuest(), await theirs.NewGuest());
        var (group, theirGroup) = (await mine.NewGroup("Ours"), await theirs.NewGroup("Theirs"));
        var (moodle, theirApp) = ((await mine.NewApp(new("Moodle"))).ServicePrincipal, (await theirs.NewApp(new("Wiki"))).ServicePrincipal);

        Assert.Equal("apps.not_found", (await Assign(mine, new(theirApp.Id, guest.Id, PrincipalType.User))).Code());
        Assert.Equal("apps.no_such_principal", (await Assign(mine, new(moodle.Id, stranger.Id, PrincipalType.User))).Code());
        Assert.Equal("apps.no_such_principal", (await Assign(mine, new(moodle.Id, theirGroup.Id, PrincipalType.Group))).Code());
        Assert.Equal("groups.not_found", (await Add(mine, theirGroup.Id, guest.Id)).Code());
        Assert.Equal("groups.no_such_member", (await Add(mine, group.Id, stranger.Id)).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Groups_are_made_and_filled_and_emptied(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        Assert.Equal("groups.name", (await tenant.As((CreateGroup create, GroupManager manager) => create.Run(manager, new("a\u202Eb"), Ct))).Code());
        (await tenant.As((CreateGroup create, GroupManager manager) => create.Run(manager, new(" Externals ", "Partners"), Ct))).Failed(out _, out var group);

        Assert.Equal("Externals", group!.DisplayName);
        Assert.Null((await Add(tenant, group.Id, guest.Id)).Code());
        Assert.Equal("groups.already_member", (await Add(tenant, group.Id, guest.Id)).Code());
        Assert.Null((await tenant.As((RemoveGroupMember remove, GroupManager manager) => remove.Run(manager, group.Id, guest.Id, Ct))).Code());
        Assert.Equal("groups.not_member", (await tenant.As((RemoveGroupMember remove, GroupManager manager) => remove.Run(manager, group.Id, guest.Id, Ct))).Code());
    }

    private static Task<Result<Guid>> Assign(TestTenant tenant, AssignmentWish wish) => tenant.As((AssignApp assign, TenantAdmin admin) => assign.Run(admin, wish, Ct));

    private static Task<Result<Done>> Add(TestTenant tenant, Guid group, Guid user) => tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, group, user, Ct));
}
