using System.Net;
using Foyer.Apps;
using Foyer.Tests.Connect;
using Foyer.Tests.Guests;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Portal;

public class NewMembersAndAppsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_new_colleague_signs_in_with_the_password_that_was_shown_and_has_the_role(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        (await Add(tenant, new(" Anna  Schmidt ", "Anna.Schmidt", tenant.Domain, DirectoryRoles.UserAdministrator))).Failed(out var problem, out var anna);
        Assert.Null(problem);
        Assert.Equal(["Add user"], (await tenant.AuditOf(anna!.Id)).Select(a => a.Activity));

        using var browser = tenant.App.Browser();
        await browser.SignIn(anna.UserPrincipalName, anna.Password);
        using var portal = await browser.GetAsync("/portal/users", Ct);
        Assert.Equal(HttpStatusCode.OK, portal.StatusCode);
        Assert.Contains("Anna Schmidt", await portal.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_has_an_address_already_cannot_be_added_again(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        Assert.Null((await Add(tenant, new("Anna", "anna", tenant.Domain))).Code());
        Assert.Equal("users.address_taken", (await Add(tenant, new("Anna Two", "ANNA", tenant.Domain))).Code());
    }

    [Fact]
    public async Task A_new_colleague_belongs_to_a_domain_of_the_organisation_and_gets_roles_from_a_global_administrator_only()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var (tenant, other) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var lesser = await tenant.NewMember("Lesser", DirectoryRoles.UserAdministrator);

        Assert.Equal("users.foreign_domain", (await Add(tenant, new("Eve", "eve", other.Domain))).Code());
        Assert.Equal("users.user_name", (await Add(tenant, new("Eve", "eve@" + other.Domain, tenant.Domain))).Code());
        Assert.Equal("users.name", (await Add(tenant, new("\u200b", "eve", tenant.Domain))).Code());
        Assert.Equal("users.no_such_role", (await Add(tenant, new("Eve", "eve", tenant.Domain, Guid.CreateVersion7()))).Code());
        Assert.Equal("users.may_not_give_roles", (await Add(tenant, new("Eve", "eve", tenant.Domain, DirectoryRoles.GlobalAdministrator), lesser)).Code());
        Assert.Null((await Add(tenant, new("Eve", "eve", tenant.Domain), lesser)).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_new_app_gets_a_token_with_the_secret_that_was_shown_and_nothing_keeps_it(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        (await Create(tenant, new("Wiki", ["https://wiki.example/cb", " http://localhost:5000/cb ", ""], "https://wiki.example/", true))).Failed(out var problem, out var made);
        Assert.Null(problem);

        var (application, principal) = await tenant.App.In(tenant.Id, async (_, db) => (await db.Applications.SingleAsync(a => a.AppId == made!.AppId), await db.ServicePrincipals.SingleAsync(s => s.Id == made!.ServicePrincipalId)));
        Assert.Equal(["https://wiki.example/cb", "http://localhost:5000/cb"], application.RedirectUris);
        Assert.Equal(("https://wiki.example/", true), (principal.SignOnUrl, principal.AppRoleAssignmentRequired));
        using var client = tenant.App.Browser();
        var token = await new RelyingParty(tenant.App, tenant, new(application, principal, made!.Secret)).AppToken(client);
        Assert.NotEmpty(token.GetProperty("access_token").GetString()!);
        Assert.DoesNotContain(await tenant.AuditOf(application.Id), a => a.Details?.Contains(made.Secret, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("https://wiki.example/#x"), InlineData("http://wiki.example/"), InlineData("https://*.example/"), InlineData("javascript:alert(1)"), InlineData("/cb"), InlineData("https://a:b@wiki.example/")]
    public async Task Rule12_Codes_go_to_no_address_that_a_stranger_could_own_or_read(string address)
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        Assert.Equal("apps.address", (await Create(tenant, new("Wiki", [address], null, true))).Code());
        Assert.Equal("apps.address", (await Create(tenant, new("Wiki", ["https://wiki.example/cb"], address, true))).Code());
    }

    [Fact]
    public async Task Only_a_global_administrator_registers_apps()
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        var lesser = await tenant.NewMember("Lesser", DirectoryRoles.UserAdministrator);
        Assert.Equal("apps.may_not_register", (await tenant.As((CreateApp create, TenantAdmin admin) => create.Run(admin, new("Wiki", ["https://wiki.example/"], null, true), Ct), lesser)).Code());
        Assert.Equal("apps.name", (await Create(tenant, new(" ", ["https://wiki.example/"], null, true))).Code());
        Assert.Equal("apps.redirect", (await Create(tenant, new("Wiki", [" "], null, true))).Code());
    }

    private static Task<Result<AddedMember>> Add(TestTenant tenant, NewMember wanted, User? who = null) => tenant.As((AddMember add, TenantAdmin admin) => add.Run(admin, wanted, Ct), who);

    private static Task<Result<CreatedApp>> Create(TestTenant tenant, NewApp wanted) => tenant.As((CreateApp create, TenantAdmin admin) => create.Run(admin, wanted, Ct));
}
