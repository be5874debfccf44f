using System.Net;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Policies;
using Foyer.Tests.Connect;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Graph;

public class RightsTests
{
    [Fact]
    public void Every_scope_that_a_row_names_can_be_allowed_and_has_words()
    {
        var named = GraphRights.All.SelectMany(right => (string[])[.. right.Delegated, .. right.OwnOnly]).Where(scope => scope != "*").Distinct().ToList();
        var offered = DirectoryScopes.All.Select(scope => scope.Value).ToList();
        Assert.Empty(named.Except(offered));
        Assert.Equal(offered.Count, DirectoryScopes.All.DistinctBy(scope => scope.Id).Count());
        var english = Foyer.Web.Text.Texts.In(Foyer.Web.Text.Language.English);
        Assert.All(offered.Except(["openid", "profile", "email", DirectoryScopes.ReadOneself]), scope => Assert.True(english.Has("consent.scope." + scope), scope));
    }

    [Fact]
    public void Every_row_lets_in_whom_it_names_and_nobody_else()
    {
        Assert.All(GraphRights.All, right =>
        {
            foreach (var permission in GraphApp.Roles.Select(r => r.Value))
            {
                Assert.Equal(right.Application.Contains(permission) || right.Application.Contains("*") ? Reach.All : Reach.None, right.Of(App(permission)));
                // With the highest role a person reaches as far as the scope does.
                Assert.Equal(right.Delegated.Contains(permission) || right.Delegated.Contains("*") ? Reach.All : right.OwnOnly.Contains(permission) ? Reach.Self : Reach.None, right.Of(Person([permission], DirectoryRoles.GlobalAdministrator)));
            }
            // With every scope a person reaches as far as their roles do.
            foreach (var (name, role) in DirectoryRoles.ByName)
            {
                var expected = role == DirectoryRoles.GlobalAdministrator || right.Who.Any(w => w == name || w is "everyone" or "members") ? Reach.All : right.Who.Contains("self") ? Reach.Self : Reach.None;
                Assert.Equal(right.Delegated.Count > 0 ? expected : Reach.Self, right.Of(Person([.. right.Delegated, .. right.OwnOnly], role)));
            }
            Assert.Equal(right.Who.Contains("everyone") ? Reach.All : right.Who.Contains("self") ? Reach.Self : Reach.None, right.Of(Person([.. right.Delegated]) with { IsGuest = true, GuestView = GuestView.Limited }));
            Assert.Equal(Reach.None, right.Delegated.Contains("*") ? Reach.None : right.Of(Person([], DirectoryRoles.GlobalAdministrator)));
        });

        static GraphCaller App(params string[] held) => Person(held) with { IsApp = true };
        static GraphCaller Person(string[] held, params Guid[] roles) => new()
        {
            TenantId = Guid.Empty, Id = Guid.Empty, Name = "x", CorrelationId = "x", IsApp = false, AppId = null, Permissions = held.ToHashSet(StringComparer.Ordinal), Roles = roles.ToHashSet(), IsGuest = false, GuestView = GuestView.AsMember,
        };
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_sees_what_guests_may_see(Store store)
    {
        var app = await TestApp.Shared(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var anna = await contoso.NewMember("Anna");
        await contoso.Change(anna, u => (u.JobTitle, u.Surname) = ("Boss", "Ahrens"));
        var home = await fabrikam.NewMember("Bob");
        var guest = await contoso.NewGuest(home);
        using var client = await contoso.GraphAs(guest, home, Permissions.ReadUsers);

        Assert.Equal("Authorization_RequestDenied", (await client.Refused("/users", HttpStatusCode.Forbidden)).Code);
        var other = await client.Graph($"/users/{anna.Id}?$select=displayName,mail,userType,jobTitle,surname,usageLocation");
        Assert.Equal("Anna", other.GetProperty("displayName").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, other.GetProperty("jobTitle").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, other.GetProperty("surname").ValueKind);
        Assert.Equal("Bob", (await client.Graph("/me?$select=displayName,jobTitle")).GetProperty("displayName").GetString());
        Assert.Equal("Authorization_RequestDenied", (await client.Refused($"/users/{anna.Id}/memberOf", HttpStatusCode.Forbidden)).Code);

        await View(GuestView.Restricted);
        Assert.Equal("Authorization_RequestDenied", (await client.Refused($"/users/{anna.Id}", HttpStatusCode.Forbidden)).Code);
        await client.Graph("/me");
        await View(GuestView.AsMember);
        Assert.Equal("Boss", (await client.Graph($"/users/{anna.Id}?$select=jobTitle")).GetProperty("jobTitle").GetString());
        await client.Graph("/users");

        Task View(GuestView view) => contoso.App.In(contoso.Id, async (_, db) =>
        {
            var policy = await db.CollaborationPolicies.SingleOrDefaultAsync() ?? db.CollaborationPolicies.Add(new() { TenantId = contoso.Id }).Entity;
            policy.GuestView = view;
            await db.SaveChangesAsync();
        });
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task With_basic_reading_others_are_names_and_addresses(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna");
        await tenant.Change(anna, u => (u.JobTitle, u.Surname) = ("Boss", "Ahrens"));
        using var client = await tenant.GraphApp(Permissions.ReadBasicUsers);

        var row = await client.Graph($"/users/{anna.Id}?$select=surname,jobTitle");
        Assert.Equal(("Ahrens", null), (row.GetProperty("surname").GetString(), row.GetProperty("jobTitle").GetString()));
        Assert.Equal("Authorization_RequestDenied", (await client.Refused("/users?$filter=jobTitle eq 'Boss'", HttpStatusCode.Forbidden)).Code);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Nobody_changes_what_could_shut_out_somebody_above_them(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (user, help, plain) = (await tenant.NewMember("Uwe", DirectoryRoles.UserAdministrator), await tenant.NewMember("Hella", DirectoryRoles.HelpdeskAdministrator), await tenant.NewMember("Paul"));
        using var app = await tenant.GraphApp(Permissions.WriteUsers);
        using var asUser = await tenant.GraphAs(user, Permissions.WriteUsers);
        using var asHelp = await tenant.GraphAs(help, Permissions.WriteUsers);
        var (block, title, password) = ("""{"accountEnabled":false}""", """{"jobTitle":"Clerk"}""", """{"passwordProfile":{"password":"nine purple elephants walk 5"}}""");

        await app.Graph(HttpMethod.Patch, $"/users/{tenant.Admin.Id}", block, HttpStatusCode.Forbidden);
        await app.Graph(HttpMethod.Patch, $"/users/{help.Id}", password, HttpStatusCode.Forbidden);
        await app.Graph(HttpMethod.Patch, $"/users/{tenant.Admin.Id}", title, HttpStatusCode.NoContent);
        await asUser.Graph(HttpMethod.Patch, $"/users/{tenant.Admin.Id}", password, HttpStatusCode.Forbidden);
        await asUser.Graph(HttpMethod.Patch, $"/users/{help.Id}", block, HttpStatusCode.NoContent);
        await asUser.Graph(HttpMethod.Patch, $"/users/{help.Id}", """{"accountEnabled":true}""", HttpStatusCode.NoContent);
        await asUser.Graph(HttpMethod.Delete, $"/users/{tenant.Admin.Id}", null, HttpStatusCode.Forbidden);
        await app.Graph(HttpMethod.Delete, $"/users/{tenant.Admin.Id}", null, HttpStatusCode.Forbidden);
        using var help2 = await tenant.GraphAs(help, Permissions.WriteUsers);
        await help2.Graph(HttpMethod.Patch, $"/users/{plain.Id}", password, HttpStatusCode.NoContent);
        await help2.Graph(HttpMethod.Patch, $"/users/{plain.Id}", title, HttpStatusCode.Forbidden);
        await help2.Graph(HttpMethod.Patch, $"/users/{user.Id}", password, HttpStatusCode.Forbidden);
        await help2.Graph(HttpMethod.Delete, $"/users/{plain.Id}", null, HttpStatusCode.Forbidden);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Another_organisations_objects_do_not_exist(Store store)
    {
        var app = await TestApp.Shared(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        using var client = await contoso.GraphApp(Permissions.WriteUsers, Permissions.WriteDirectory, Permissions.AssignAppRoles, Permissions.WriteRoles, Permissions.ReadAuditLogs);
        var stranger = fabrikam.Admin.Id;
        var group = (await fabrikam.NewGroup("Theirs")).Id;
        var (own, principal, registration, entry) = await app.In(fabrikam.Id, async (_, db) => ((await contoso.NewGroup("Ours")).Id, await db.Set<ServicePrincipal>().Select(s => s.Id).FirstAsync(),
            await db.Set<Application>().Select(a => a.Id).FirstAsync(), await db.Set<AuditEntry>().Where(a => a.Category != "SignIn").Select(a => a.Id).FirstAsync()));

        foreach (var path in new[] { $"/users/{stranger}", $"/users/{fabrikam.Admin.UserPrincipalName}", $"/directoryObjects/{stranger}", $"/users/{stranger}/memberOf", $"/directory/deletedItems/{stranger}", $"/groups/{group}", $"/groups/{group}/members", $"/servicePrincipals/{principal}", $"/servicePrincipals/{principal}/appRoleAssignedTo", $"/applications/{registration}", $"/auditLogs/directoryAudits/{entry}", $"/organization/{fabrikam.Id}" })
            await client.Graph(path, HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Patch, $"/users/{stranger}", """{"jobTitle":"x"}""", HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Delete, $"/users/{stranger}", null, HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Post, $"/users/{contoso.Admin.Id}/sponsors/$ref", $$"""{"@odata.id":"https://x/v1.0/users/{{stranger}}"}""", HttpStatusCode.NotFound);
        Assert.Empty((await client.Graph($"/users?$filter=id eq '{stranger}'")).Each("id"));
        await client.Graph(HttpMethod.Post, $"/groups/{own}/members/$ref", $$"""{"@odata.id":"https://x/v1.0/directoryObjects/{{stranger}}"}""", HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Post, $"/groups/{own}/members/$ref", $$"""{"@odata.id":"https://x/v1.0/directoryObjects/{{group}}"}""", HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Post, $"/directoryRoles/{DirectoryRoles.GuestInviter}/members/$ref", $$"""{"@odata.id":"https://x/v1.0/users/{{stranger}}"}""", HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Post, $"/users/{contoso.Admin.Id}/appRoleAssignments", $$"""{"principalId":"{{contoso.Admin.Id}}","resourceId":"{{principal}}","appRoleId":"{{Guid.Empty}}"}""", HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Patch, $"/applications/{registration}", """{"displayName":"x"}""", HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Delete, $"/servicePrincipals/{principal}", null, HttpStatusCode.NotFound);
        await client.Graph(HttpMethod.Delete, $"/groups/{group}", null, HttpStatusCode.NotFound);
    }
}
