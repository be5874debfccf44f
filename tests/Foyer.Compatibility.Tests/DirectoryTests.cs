using Foyer.Policies;
using Foyer.Tests;
using Foyer.Users;
using Microsoft.Graph.Models;

namespace Foyer.Compatibility.Tests;

/// <summary>Roles, the organisation and its logs with the official SDK (digest 5.7, 5.9).</summary>
public class DirectoryTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Roles_are_listed_given_and_taken_away(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna");
        var graph = await tenant.SdkApp(Permissions.WriteRoles, Permissions.ReadUsers);
        var inviter = DirectoryRoles.GuestInviter.ToString();

        Assert.Contains((await graph.DirectoryRoles.GetAsync())!.Value!, r => r.DisplayName == "Guest Inviter" && r.RoleTemplateId == inviter);
        Assert.Equal("Guest Inviter", (await graph.DirectoryRolesWithRoleTemplateId(inviter).GetAsync())!.DisplayName);
        await graph.DirectoryRoles[inviter].Members.Ref.PostAsync(new ReferenceCreate { OdataId = tenant.App.Address(anna.Id) });
        Assert.Equal(anna.Id.ToString(), Assert.Single((await graph.DirectoryRoles[inviter].Members.GetAsync())!.Value!).Id);
        Assert.Equal("Anna", Assert.Single((await graph.DirectoryRoles[inviter].Members.GraphUser.GetAsync())!.Value!).DisplayName);
        Assert.Equal("Guest Inviter", ((DirectoryRole)Assert.Single((await graph.Users[anna.Id.ToString()].MemberOf.GetAsync())!.Value!)).DisplayName);
        Assert.Equal(400, (await Sdk.Refused(() => graph.DirectoryRoles[inviter].Members.Ref.PostAsync(new ReferenceCreate { OdataId = tenant.App.Address(anna.Id) }))).Status);
        await graph.DirectoryRoles[inviter].Members[anna.Id.ToString()].Ref.DeleteAsync();
        Assert.Empty((await graph.DirectoryRoles[inviter].Members.GetAsync())!.Value!);

        Assert.Equal(400, (await Sdk.Refused(() => graph.DirectoryRoles[DirectoryRoles.GlobalAdministrator.ToString()].Members[tenant.Admin.Id.ToString()].Ref.DeleteAsync())).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_organisation_is_read_and_says_where_its_privacy_statement_is(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var graph = await tenant.SdkApp(Permissions.WriteOrganization);

        var one = Assert.Single((await graph.Organization.GetAsync())!.Value!);
        Assert.Equal((tenant.Id.ToString(), "AAD"), (one.Id, one.TenantType));
        Assert.Contains(one.VerifiedDomains!, d => d.Name == tenant.Domain && d.IsInitial == true);
        await graph.Organization[one.Id].PatchAsync(new Organization { PrivacyProfile = new() { StatementUrl = "https://contoso.example/privacy" } });
        Assert.Equal("https://contoso.example/privacy", (await graph.Organization[one.Id].GetAsync())!.PrivacyProfile!.StatementUrl);

        // Guests learn what the organisation is called, and no more than that (digest 2.10).
        var anna = await tenant.NewMember("Anna");
        var hers = await tenant.SdkAs(anna, Permissions.ReadOrganization);
        Assert.Equal(one.DisplayName, (await hers.Organization[one.Id].GetAsync())!.DisplayName);
        Assert.Equal(403, (await Sdk.Refused(() => hers.Organization[one.Id].PatchAsync(new Organization { PrivacyProfile = new() { StatementUrl = "https://x.example/" } }))).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Changes_stand_in_the_audit_log_newest_first(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var graph = await tenant.SdkApp(Permissions.InviteUsers, Permissions.ReadAuditLogs);
        var guest = (await graph.Invitations.PostAsync(new Invitation { InvitedUserEmailAddress = "alice@partner.example", InviteRedirectUrl = "https://moodle.example/" }))!.InvitedUser!.Id;

        var invited = Assert.Single((await graph.AuditLogs.DirectoryAudits.GetAsync(r => r.QueryParameters.Filter = $"activityDisplayName eq 'Invite external user' and targetResources/any(t:t/id eq '{guest}')"))!.Value!);
        Assert.Equal(("UserManagement", "Invited Users", OperationResult.Success), (invited.Category, invited.LoggedByService, invited.Result));
        Assert.NotNull(invited.InitiatedBy!.App!.AppId);
        Assert.Equal(guest, Assert.Single(invited.TargetResources!).Id);
        Assert.Equal(invited.Id, (await graph.AuditLogs.DirectoryAudits[invited.Id].GetAsync())!.Id);

        var all = (await graph.AuditLogs.DirectoryAudits.GetAsync(r => { r.QueryParameters.Top = 2; r.QueryParameters.Orderby = ["activityDateTime desc"]; }))!;
        Assert.Equal(2, all.Value!.Count);
        Assert.NotNull(all.OdataNextLink);
        Assert.True(all.Value![0].ActivityDateTime >= all.Value[1].ActivityDateTime);
        Assert.Empty((await graph.AuditLogs.DirectoryAudits.GetAsync(r => r.QueryParameters.Filter = "activityDateTime ge 2099-01-01T00:00:00Z"))!.Value!);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Sign_ins_say_who_came_to_which_app(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna");
        var hers = await tenant.SdkAs(anna, Permissions.ReadUsers);
        Assert.Equal(403, (await Sdk.Refused(() => hers.AuditLogs.SignIns.GetAsync())).Status);
        var graph = await tenant.SdkApp(Permissions.ReadAuditLogs);

        var mine = (await graph.AuditLogs.SignIns.GetAsync(r => r.QueryParameters.Filter = $"userId eq '{anna.Id}'"))!.Value!;
        var toApp = mine.First(s => s.AppId is not null);
        Assert.Equal((anna.UserPrincipalName.ToLowerInvariant(), 0, true), (toApp.UserPrincipalName, toApp.Status!.ErrorCode, toApp.IsInteractive));
        Assert.Equal(toApp.Id, (await graph.AuditLogs.SignIns[toApp.Id].GetAsync())!.Id);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Objects_of_every_type_are_found_by_their_ids(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var graph = await tenant.SdkApp(Permissions.ReadDirectory, Permissions.WriteGroups);
        var group = (await graph.Groups.PostAsync(new Group { DisplayName = "Team", MailEnabled = false, MailNickname = "team", SecurityEnabled = true }))!;
        var app = (await graph.ServicePrincipals.GetAsync())!.Value!.First();

        var found = (await graph.DirectoryObjects.GetByIds.PostAsGetByIdsPostResponseAsync(new() { Ids = [tenant.Admin.Id.ToString(), group.Id!, app.Id!], Types = ["user", "group", "servicePrincipal"] }))!.Value!;
        Assert.Single(found.OfType<Microsoft.Graph.Models.User>());
        Assert.Single(found.OfType<Group>());
        Assert.Single(found.OfType<ServicePrincipal>());
    }
}
