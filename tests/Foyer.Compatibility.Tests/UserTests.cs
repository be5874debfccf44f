using Foyer.Policies;
using Foyer.Tests;
using Foyer.Tests.Guests;
using Foyer.Users;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.GetMemberGroups;
using Microsoft.Graph.Users.Item.GetMemberObjects;
using Sponsor = Microsoft.Graph.Models.ReferenceCreate;

namespace Foyer.Compatibility.Tests;

public class UserTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Users_are_listed_filtered_sorted_searched_and_paged(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        foreach (var name in new[] { "Anna", "Bernd", "Clara" }) await tenant.NewMember(name);
        var guest = await tenant.NewGuest("Gustav");
        var graph = await tenant.SdkApp(Permissions.ReadUsers);

        var guests = await graph.Users.GetAsync(r =>
        {
            r.QueryParameters.Filter = "userType eq 'Guest'";
            r.QueryParameters.Select = ["id", "displayName", "userType", "externalUserState", "creationType", "identities"];
        });
        var found = Assert.Single(guests!.Value!);
        Assert.Equal(("Gustav", "Guest", "PendingAcceptance", "Invitation", guest.Id.ToString("D")), (found.DisplayName, found.UserType, found.ExternalUserState, found.CreationType, found.Id));
        Assert.Equal("userPrincipalName", found.Identities!.Single().SignInType);

        var sorted = await graph.Users.GetAsync(r =>
        {
            r.Headers.Add("ConsistencyLevel", "eventual");
            r.QueryParameters.Count = true;
            r.QueryParameters.Filter = "userType eq 'Member' and not(startsWith(displayName,'B'))";
            r.QueryParameters.Orderby = ["displayName desc"];
        });
        Assert.Equal(3, sorted!.OdataCount);
        Assert.Equal(["Contoso Administrator", "Clara", "Anna"], sorted.Value!.Select(u => u.DisplayName));

        var search = await graph.Users.GetAsync(r =>
        {
            r.Headers.Add("ConsistencyLevel", "eventual");
            r.QueryParameters.Search = "\"displayName:gus\" OR \"displayName:cla\"";
        });
        Assert.Equal(["Clara", "Gustav"], search!.Value!.Select(u => u.DisplayName).Order());

        var all = new List<string?>();
        var first = await graph.Users.GetAsync(r => r.QueryParameters.Top = 2);
        await PageIterator<Microsoft.Graph.Models.User, UserCollectionResponse>.CreatePageIterator(graph, first!, user => { all.Add(user.Id); return true; }).IterateAsync();
        Assert.Equal(5, all.Distinct().Count());

        Assert.Equal(5, await graph.Users.Count.GetAsync(r => r.Headers.Add("ConsistencyLevel", "eventual")));
        Assert.Equal((400, "Request_BadRequest", "$count is not currently supported."), await Sdk.Refused(() => graph.Users.Count.GetAsync()));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_user_is_read_by_id_name_and_alternate_key(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest("Gustav");
        var name = (await tenant.Read(guest.Id)).UserPrincipalName;
        var graph = await tenant.SdkApp(Permissions.ReadUsers);

        Assert.Contains("#EXT#", name, StringComparison.Ordinal);
        Assert.Equal("Gustav", (await graph.Users[guest.Id.ToString()].GetAsync())!.DisplayName);
        Assert.Equal("Gustav", (await graph.Users[name].GetAsync())!.DisplayName);
        Assert.Equal("Gustav", (await graph.UsersWithUserPrincipalName(name).GetAsync())!.DisplayName);
        var (status, code, message) = await Sdk.Refused(() => graph.Users["nobody@contoso.example"].GetAsync());
        Assert.Equal((404, "Request_ResourceNotFound", "Resource 'nobody@contoso.example' does not exist or one of its queried reference-property objects are not present."), (status, code, message));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_member_is_created_changed_removed_restored_and_deleted_for_good(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var graph = await tenant.SdkApp(Permissions.WriteUsers);

        var created = await graph.Users.PostAsync(new Microsoft.Graph.Models.User
        {
            AccountEnabled = true, DisplayName = "Dora", MailNickname = "dora", UserPrincipalName = $"dora@{tenant.Domain}", UsageLocation = "DE",
            PasswordProfile = new() { Password = "nine purple elephants walk 5", ForceChangePasswordNextSignIn = false },
        });
        Assert.Equal("Dora", created!.DisplayName);
        await graph.Users[created.Id].PatchAsync(new Microsoft.Graph.Models.User
        {
            GivenName = "Dora", Surname = "Maar", JobTitle = "Painter", CompanyName = "Studio", Department = "Art", MobilePhone = "+49 1", BusinessPhones = ["+49 2"], OfficeLocation = "7",
            City = "Paris", Country = "France", PostalCode = "75006", State = "IDF", StreetAddress = "Rue 1", EmployeeId = "4711", EmployeeType = "Artist", PreferredLanguage = "fr",
            Mail = $"dora.maar@{tenant.Domain}", OtherMails = ["dora@other.example"], ShowInAddressList = false, AccountEnabled = false, UserPrincipalName = $"dora.maar@{tenant.Domain}",
        });
        var changed = await graph.Users[created.Id].GetAsync(r => r.QueryParameters.Select = ["displayName", "givenName", "surname", "jobTitle", "companyName", "department", "mobilePhone", "businessPhones", "city", "mail", "otherMails", "proxyAddresses", "accountEnabled", "userPrincipalName", "usageLocation", "employeeId", "showInAddressList"]);
        Assert.Equal(("Maar", "Painter", "Studio", "Art", "Paris", "4711", "DE", false, false), (changed!.Surname, changed.JobTitle, changed.CompanyName, changed.Department, changed.City, changed.EmployeeId, changed.UsageLocation, changed.AccountEnabled, changed.ShowInAddressList));
        Assert.Equal(($"dora.maar@{tenant.Domain}", $"dora.maar@{tenant.Domain}"), (changed.UserPrincipalName, changed.Mail));
        Assert.Equal([$"SMTP:dora.maar@{tenant.Domain}"], changed.ProxyAddresses!);
        Assert.Equal(["dora@other.example"], changed.OtherMails!);
        Assert.Equal(["+49 2"], changed.BusinessPhones!);

        await graph.Users[created.Id].DeleteAsync();
        Assert.Equal(404, (await Sdk.Refused(() => graph.Users[created.Id].GetAsync())).Status);
        var removed = await graph.Directory.DeletedItems.GraphUser.GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "deletedDateTime"]);
        Assert.NotNull(Assert.Single(removed!.Value!).DeletedDateTime);
        Assert.IsType<Microsoft.Graph.Models.User>(await graph.Directory.DeletedItems[created.Id].GetAsync());
        await graph.Directory.DeletedItems[created.Id].Restore.PostAsync();
        Assert.Equal("Dora", (await graph.Users[created.Id].GetAsync())!.DisplayName);
        await graph.Users[created.Id].DeleteAsync();
        await graph.Directory.DeletedItems[created.Id].DeleteAsync();
        Assert.Empty((await graph.Directory.DeletedItems.GraphUser.GetAsync())!.Value!);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_cannot_be_a_user_is_refused_in_Graphs_words(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna");
        var graph = await tenant.SdkApp(Permissions.WriteUsers);
        Microsoft.Graph.Models.User New(Action<Microsoft.Graph.Models.User>? change = null)
        {
            var user = new Microsoft.Graph.Models.User { AccountEnabled = true, DisplayName = "Dora", MailNickname = "dora", UserPrincipalName = $"dora@{tenant.Domain}", PasswordProfile = new() { Password = "nine purple elephants walk 5" } };
            change?.Invoke(user);
            return user;
        }

        Assert.Equal((400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists."), await Sdk.Refused(() => graph.Users.PostAsync(New(u => u.UserPrincipalName = $"ANNA@{tenant.Domain}"))));
        Assert.Equal((400, "Request_BadRequest", "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization."), await Sdk.Refused(() => graph.Users.PostAsync(New(u => u.UserPrincipalName = "dora@elsewhere.example"))));
        Assert.Equal((400, "Request_BadRequest", "The specified password does not comply with password complexity requirements. Please provide a different password."), await Sdk.Refused(() => graph.Users.PostAsync(New(u => u.PasswordProfile!.Password = "password1234"))));
        Assert.Equal((400, "Request_BadRequest", "A value is required for property 'passwordProfile' of resource 'User'."), await Sdk.Refused(() => graph.Users.PostAsync(new Microsoft.Graph.Models.User { AccountEnabled = true, DisplayName = "D", MailNickname = "d", UserPrincipalName = $"d@{tenant.Domain}" })));
        Assert.Equal((400, "Request_BadRequest", "Invalid value specified for property 'usageLocation' of resource 'User'."), await Sdk.Refused(() => graph.Users[anna.Id.ToString()].PatchAsync(new Microsoft.Graph.Models.User { UsageLocation = "Germany" })));
        Assert.Equal(400, (await Sdk.Refused(() => graph.Users[anna.Id.ToString()].PatchAsync(new Microsoft.Graph.Models.User { AboutMe = "about" }))).Status);
        Assert.Equal(400, (await Sdk.Refused(() => graph.Users.PostAsync(New(u => u.UserType = "Guest")))).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Memberships_are_listed_and_asked_about(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna", DirectoryRoles.GuestInviter);
        var (red, blue) = (await tenant.NewGroup("Red"), await tenant.NewGroup("Blue"));
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            db.Set<Foyer.Groups.GroupMember>().Add(new() { TenantId = tenant.Id, GroupId = red.Id, UserId = anna.Id, AddedAt = tenant.App.Clock.GetUtcNow().UtcDateTime });
            await db.SaveChangesAsync();
        });
        var graph = await tenant.SdkApp(Permissions.ReadDirectory);
        var user = graph.Users[anna.Id.ToString()];

        var all = (await user.MemberOf.GetAsync())!.Value!;
        Assert.Equal(["Guest Inviter", "Red"], all.Select(o => o is Group g ? g.DisplayName : ((DirectoryRole)o).DisplayName).Order());
        Assert.Equal("Red", Assert.Single((await user.MemberOf.GraphGroup.GetAsync())!.Value!).DisplayName);
        Assert.Equal("Red", Assert.Single((await user.TransitiveMemberOf.GraphGroup.GetAsync())!.Value!).DisplayName);
        Assert.Equal(2, await user.TransitiveMemberOf.Count.GetAsync(r => r.Headers.Add("ConsistencyLevel", "eventual")));
        Assert.Equal([red.Id.ToString()], (await user.CheckMemberGroups.PostAsCheckMemberGroupsPostResponseAsync(new() { GroupIds = [red.Id.ToString(), blue.Id.ToString()] }))!.Value!);
        Assert.Equal([red.Id.ToString()], (await user.GetMemberGroups.PostAsGetMemberGroupsPostResponseAsync(new GetMemberGroupsPostRequestBody { SecurityEnabledOnly = true }))!.Value!);
        Assert.Equal(2, (await user.GetMemberObjects.PostAsGetMemberObjectsPostResponseAsync(new GetMemberObjectsPostRequestBody { SecurityEnabledOnly = false }))!.Value!.Count);
        Assert.Equal([DirectoryRoles.GuestInviter.ToString()], (await user.CheckMemberObjects.PostAsCheckMemberObjectsPostResponseAsync(new() { Ids = [DirectoryRoles.GuestInviter.ToString(), blue.Id.ToString()] }))!.Value!);

        var expanded = await user.GetAsync(r => { r.QueryParameters.Select = ["id"]; r.QueryParameters.Expand = ["memberOf($select=id,displayName)"]; });
        Assert.Equal("Red", expanded!.MemberOf!.OfType<Group>().Single().DisplayName);
        var byIds = (await graph.DirectoryObjects.GetByIds.PostAsGetByIdsPostResponseAsync(new() { Ids = [anna.Id.ToString(), red.Id.ToString(), Guid.NewGuid().ToString()], Types = ["user", "group"] }))!.Value!;
        Assert.Equal([typeof(Microsoft.Graph.Models.User), typeof(Group)], byIds.Select(o => o.GetType()));
        Assert.IsType<Group>(await graph.DirectoryObjects[red.Id.ToString()].GetAsync());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Sponsors_and_managers_are_set_by_reference(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (anna, guest) = (await tenant.NewMember("Anna"), await tenant.NewGuest("Gustav"));
        var graph = await tenant.SdkApp(Permissions.WriteUsers);
        var user = graph.Users[guest.Id.ToString()];

        await user.Sponsors.Ref.PostAsync(new Sponsor { OdataId = tenant.App.Address(anna.Id) });
        Assert.Equal("Anna", ((Microsoft.Graph.Models.User)Assert.Single((await user.Sponsors.GetAsync())!.Value!)).DisplayName);
        Assert.Equal((400, "Request_BadRequest", "One or more added object references already exist for the following modified properties: 'sponsors'."), await Sdk.Refused(() => user.Sponsors.Ref.PostAsync(new Sponsor { OdataId = tenant.App.Address(anna.Id) })));
        var expanded = await user.GetAsync(r => r.QueryParameters.Expand = ["sponsors"]);
        Assert.Single(expanded!.Sponsors!);
        await user.Sponsors[anna.Id.ToString()].Ref.DeleteAsync();
        Assert.Empty((await user.Sponsors.GetAsync())!.Value!);

        await user.Manager.Ref.PutAsync(new ReferenceUpdate { OdataId = tenant.App.Address(anna.Id) });
        Assert.Equal("Anna", ((Microsoft.Graph.Models.User)(await user.Manager.GetAsync())!).DisplayName);
        Assert.Equal(guest.Id.ToString(), Assert.Single((await graph.Users[anna.Id.ToString()].DirectReports.GetAsync())!.Value!).Id);
        await user.Manager.Ref.DeleteAsync();
        Assert.Equal(404, (await Sdk.Refused(() => user.Manager.GetAsync())).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task People_read_and_change_what_is_theirs(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna");
        var graph = await tenant.SdkAs(anna, Permissions.WriteUsers);

        Assert.Equal(anna.Id.ToString(), (await graph.Me.GetAsync())!.Id);
        await graph.Me.PatchAsync(new Microsoft.Graph.Models.User { MobilePhone = "+49 170" });
        Assert.Equal("+49 170", (await graph.Me.GetAsync())!.MobilePhone);
        Assert.Equal((403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."), await Sdk.Refused(() => graph.Me.PatchAsync(new Microsoft.Graph.Models.User { JobTitle = "Boss" })));
        Assert.Equal(403, (await Sdk.Refused(() => graph.Users[tenant.Admin.Id.ToString()].PatchAsync(new Microsoft.Graph.Models.User { MobilePhone = "1" }))).Status);
        Assert.Empty((await graph.Me.MemberOf.GetAsync())!.Value!);
        Assert.True((await graph.Me.RevokeSignInSessions.PostAsRevokeSignInSessionsPostResponseAsync())!.Value);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Changes_are_told_by_delta(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (anna, bernd) = (await tenant.NewMember("Anna"), await tenant.NewMember("Bernd"));
        var graph = await tenant.SdkApp(Permissions.WriteUsers);

        var first = (await graph.Users.Delta.GetAsDeltaGetResponseAsync(r => r.QueryParameters.Select = ["displayName"]))!;
        Assert.Equal(3, first.Value!.Count);
        var quiet = (await graph.Users.Delta.WithUrl(first.OdataDeltaLink!).GetAsDeltaGetResponseAsync())!;
        Assert.Empty(quiet.Value!);

        await graph.Users[anna.Id.ToString()].PatchAsync(new Microsoft.Graph.Models.User { DisplayName = "Anne" });
        await graph.Users[bernd.Id.ToString()].DeleteAsync();
        var changes = (await graph.Users.Delta.WithUrl(quiet.OdataDeltaLink!).GetAsDeltaGetResponseAsync())!;
        Assert.Equal("Anne", changes.Value!.Single(u => u.Id == anna.Id.ToString()).DisplayName);
        Assert.True(changes.Value!.Single(u => u.Id == bernd.Id.ToString()).AdditionalData.ContainsKey("@removed"));
        Assert.Empty((await graph.Users.Delta.WithUrl(changes.OdataDeltaLink!).GetAsDeltaGetResponseAsync())!.Value!);
    }
}
