using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Tests;
using Foyer.Tests.Guests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Graph;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;
using Application = Microsoft.Graph.Models.Application;
using AppRole = Microsoft.Graph.Models.AppRole;
using AppRoleAssignment = Microsoft.Graph.Models.AppRoleAssignment;
using PermissionScope = Microsoft.Graph.Models.PermissionScope;
using ServicePrincipal = Microsoft.Graph.Models.ServicePrincipal;
using Subscription = Foyer.Tenants.Subscription;

namespace Foyer.Compatibility.Tests;

/// <summary>Apps, and who may open them, as scripts and programs handle them with the official SDK (digest 5.3 to 5.5).</summary>
public class AppTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_app_is_registered_changed_given_secrets_and_deleted(Store store)
    {
        var (_, graph) = await Contoso(store);
        var teacher = Guid.CreateVersion7();
        var made = (await graph.Applications.PostAsync(new Application
        {
            DisplayName = "Wiki", Web = new() { RedirectUris = ["https://wiki.example/signin"], LogoutUrl = "https://wiki.example/out" },
            AppRoles = [new AppRole { Id = teacher, Value = "Teacher", DisplayName = "Teachers", Description = "Teachers", IsEnabled = true, AllowedMemberTypes = ["User"] }],
        }))!;
        Assert.Equal(("Wiki", "AzureADMyOrg", "https://wiki.example/out"), (made.DisplayName, made.SignInAudience, made.Web!.LogoutUrl));
        Assert.Equal("Teacher", Assert.Single(made.AppRoles!).Value);

        await graph.Applications[made.Id].PatchAsync(new Application { DisplayName = "Handbook", Web = new() { RedirectUris = ["https://wiki.example/signin", "https://wiki.example/two"] } });
        var read = (await graph.ApplicationsWithAppId(made.AppId).GetAsync())!;
        Assert.Equal(("Handbook", 2, "https://wiki.example/out"), (read.DisplayName, read.Web!.RedirectUris!.Count, read.Web.LogoutUrl));
        Assert.Equal(made.Id, Assert.Single((await graph.Applications.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{made.AppId}'"))!.Value!).Id);

        Assert.True(await graph.Applications.Count.GetAsync(r => r.Headers.Add("ConsistencyLevel", "eventual")) > 1);
        var secret = (await graph.Applications[made.Id].AddPassword.PostAsync(new AddPasswordPostRequestBody { PasswordCredential = new() { DisplayName = "Script" } }))!;
        Assert.StartsWith(secret.Hint!, secret.SecretText, StringComparison.Ordinal);
        Assert.Null(Assert.Single((await graph.Applications[made.Id].GetAsync())!.PasswordCredentials!).SecretText);
        await graph.Applications[made.Id].RemovePassword.PostAsync(new RemovePasswordPostRequestBody { KeyId = secret.KeyId });
        Assert.Empty((await graph.Applications[made.Id].GetAsync())!.PasswordCredentials!);

        Assert.Equal((400, "CannotDeleteOrUpdateEnabledEntitlement"), await Code(() => graph.Applications[made.Id].PatchAsync(new Application { AppRoles = [] })));
        var role = (await graph.Applications[made.Id].GetAsync())!.AppRoles!.Single();
        await graph.Applications[made.Id].PatchAsync(new Application { AppRoles = [new AppRole { Id = role.Id, Value = role.Value, DisplayName = role.DisplayName, Description = role.Description, IsEnabled = false, AllowedMemberTypes = ["User"] }] });
        await graph.Applications[made.Id].PatchAsync(new Application { AppRoles = [] });
        Assert.Equal(400, (await Sdk.Refused(() => graph.Applications[made.Id].PatchAsync(new Application { Web = new() { RedirectUris = ["http://wiki.example/plain"] } }))).Status);

        await graph.Applications[made.Id].DeleteAsync();
        Assert.Equal(404, (await Sdk.Refused(() => graph.Applications[made.Id].GetAsync())).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_service_principal_is_let_in_found_changed_and_taken_out(Store store)
    {
        var (_, graph) = await Contoso(store);
        var app = (await graph.Applications.PostAsync(new Application { DisplayName = "Wiki", Web = new() { RedirectUris = ["https://wiki.example/signin"] } }))!;
        var made = (await graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId }))!;
        Assert.Equal(("Wiki", app.AppId, true, false, "Application"), (made.DisplayName, made.AppId, made.AccountEnabled, made.AppRoleAssignmentRequired, made.ServicePrincipalType));
        Assert.Equal((409, "Request_MultipleObjectsWithSameKeyValue"), await Code(() => graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId })));

        var found = Assert.Single((await graph.ServicePrincipals.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{app.AppId}'"))!.Value!);
        Assert.Equal((made.Id, "https://wiki.example/signin"), (found.Id, Assert.Single(found.ReplyUrls!)));
        Assert.True(await graph.ServicePrincipals.Count.GetAsync(r => r.Headers.Add("ConsistencyLevel", "eventual")) > 1);
        await graph.ServicePrincipals[made.Id].PatchAsync(new ServicePrincipal { AppRoleAssignmentRequired = true, AccountEnabled = false, Tags = ["HideApp"], LoginUrl = "https://wiki.example/" });
        var read = (await graph.ServicePrincipalsWithAppId(app.AppId).GetAsync())!;
        Assert.Equal((true, false, "HideApp", "https://wiki.example/"), (read.AppRoleAssignmentRequired, read.AccountEnabled, Assert.Single(read.Tags!), read.LoginUrl));
        Assert.Equal(403, (await Sdk.Refused(() => graph.ServicePrincipalsWithAppId(GraphApp.AppId.ToString()).PatchAsync(new ServicePrincipal { AccountEnabled = false }))).Status);

        await graph.ServicePrincipals[made.Id].DeleteAsync();
        Assert.Equal(404, (await Sdk.Refused(() => graph.ServicePrincipals[made.Id].GetAsync())).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task People_and_groups_are_assigned_to_an_app_from_either_side(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var (app, role) = await NewApp(graph);
        var guest = (await tenant.NewGuest("Gustav")).Id;

        var given = (await graph.ServicePrincipals[app.Id].AppRoleAssignedTo.PostAsync(Assignment(guest, app, role)))!;
        Assert.Equal(("User", "Gustav", "Wiki", role), (given.PrincipalType, given.PrincipalDisplayName, given.ResourceDisplayName, given.AppRoleId));
        Assert.Equal((400, "Request_BadRequest", "Permission being assigned already exists on the object"), await Sdk.Refused(() => graph.ServicePrincipals[app.Id].AppRoleAssignedTo.PostAsync(Assignment(guest, app, role))));
        Assert.Equal((400, "Request_BadRequest", "Permission being assigned was not found on application"), await Sdk.Refused(() => graph.ServicePrincipals[app.Id].AppRoleAssignedTo.PostAsync(Assignment(guest, app, Guid.CreateVersion7()))));
        Assert.Equal(given.Id, Assert.Single((await graph.Users[guest.ToString()].AppRoleAssignments.GetAsync(r => r.QueryParameters.Filter = $"resourceId eq {app.Id}"))!.Value!).Id);
        Assert.Equal(role, (await graph.Users[guest.ToString()].AppRoleAssignments[given.Id].GetAsync())!.AppRoleId);
        await graph.Users[guest.ToString()].AppRoleAssignments[given.Id].DeleteAsync();
        Assert.Empty((await graph.ServicePrincipals[app.Id].AppRoleAssignedTo.GetAsync())!.Value!);

        var group = (await graph.Groups.PostAsync(new Group { DisplayName = "Team", MailEnabled = false, MailNickname = "team", SecurityEnabled = true }))!;
        await Tier(tenant, Subscription.Free);
        Assert.Equal((403, "Authorization_RequestDenied", "Assigning groups to apps needs Basic or Premium. Assign people one by one, or ask whoever runs this server for a subscription."), await Sdk.Refused(() => graph.Groups[group.Id].AppRoleAssignments.PostAsync(Assignment(new Guid(group.Id!), app, role))));
        await Tier(tenant, Subscription.Basic);
        var through = (await graph.Groups[group.Id].AppRoleAssignments.PostAsync(Assignment(new Guid(group.Id!), app, role)))!;
        Assert.Equal(("Group", "Team"), (through.PrincipalType, through.PrincipalDisplayName));
        await graph.ServicePrincipals[app.Id].AppRoleAssignedTo[through.Id].DeleteAsync();
        Assert.Empty((await graph.Groups[group.Id].AppRoleAssignments.GetAsync())!.Value!);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_app_gets_a_permission_and_loses_it_again(Store store)
    {
        var (_, graph) = await Contoso(store);
        var (app, _) = await NewApp(graph);
        var resource = (await graph.ServicePrincipalsWithAppId(GraphApp.AppId.ToString()).GetAsync())!;
        var permission = resource.AppRoles!.Single(r => r.Value == Permissions.InviteUsers).Id!.Value;

        var given = (await graph.ServicePrincipals[app.Id].AppRoleAssignments.PostAsync(new AppRoleAssignment { PrincipalId = new Guid(app.Id!), ResourceId = new Guid(resource.Id!), AppRoleId = permission }))!;
        Assert.Equal(("ServicePrincipal", GraphApp.Name), (given.PrincipalType, given.ResourceDisplayName));
        Assert.Equal(given.Id, Assert.Single((await graph.ServicePrincipals[app.Id].AppRoleAssignments.GetAsync())!.Value!).Id);
        await graph.ServicePrincipals[app.Id].AppRoleAssignments[given.Id].DeleteAsync();
        Assert.Empty((await graph.ServicePrincipals[app.Id].AppRoleAssignments.GetAsync())!.Value!);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_registration_says_what_it_offers_what_it_needs_and_how_it_proves_itself(Store store)
    {
        var (contoso, graph) = await Contoso(store);
        var (read, needed, key) = (Guid.CreateVersion7(), new Guid("b340eb25-3456-403f-be2f-af7a0d370277"), Guid.CreateVersion7());
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=grades", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero));
        PermissionScope Scope(bool enabled) => new() { Id = read, Value = "Grades.Read", Type = "Admin", IsEnabled = enabled, AdminConsentDisplayName = "Read grades", AdminConsentDescription = "Reads them" };

        var app = (await graph.Applications.PostAsync(new Application
        {
            DisplayName = "Grades", SignInAudience = "AzureADMultipleOrgs", Api = new() { Oauth2PermissionScopes = [Scope(true)] },
            RequiredResourceAccess = [new() { ResourceAppId = GraphApp.AppId.ToString(), ResourceAccess = [new() { Id = needed, Type = "Scope" }] }],
            KeyCredentials = [new() { KeyId = key, Type = "AsymmetricX509Cert", Usage = "Verify", Key = certificate.RawData, DisplayName = "nightly" }],
        }))!;

        Assert.Equal(("AzureADMultipleOrgs", "Grades.Read", "Admin"), (app.SignInAudience, Assert.Single(app.Api!.Oauth2PermissionScopes!).Value, app.Api.Oauth2PermissionScopes![0].Type));
        Assert.Equal((GraphApp.AppId.ToString(), needed, "Scope"), (Assert.Single(app.RequiredResourceAccess!).ResourceAppId, app.RequiredResourceAccess![0].ResourceAccess!.Single().Id, app.RequiredResourceAccess[0].ResourceAccess!.Single().Type));
        var shown = Assert.Single(app.KeyCredentials!);
        Assert.Equal((key, "nightly", null, certificate.NotAfter.ToUniversalTime()), (shown.KeyId, shown.DisplayName, shown.Key, shown.EndDateTime!.Value.UtcDateTime));

        var principal = (await graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId }))!;
        Assert.Equal("Grades.Read", Assert.Single(principal.Oauth2PermissionScopes!).Value);
        Assert.Equal(400, (await Sdk.Refused(() => graph.Applications[app.Id].PatchAsync(new Application { KeyCredentials = [new() { Type = "AsymmetricX509Cert", Usage = "Verify", Key = [1, 2, 3] }] }))).Status);
        Assert.Equal((400, "CannotDeleteOrUpdateEnabledEntitlement"), await Code(() => graph.Applications[app.Id].PatchAsync(new Application { Api = new() { Oauth2PermissionScopes = [] } })));
        await graph.Applications[app.Id].PatchAsync(new Application { KeyCredentials = [new() { KeyId = key }], Api = new() { Oauth2PermissionScopes = [Scope(false)] } });
        await graph.Applications[app.Id].PatchAsync(new Application { RequiredResourceAccess = [], Api = new() { Oauth2PermissionScopes = [] } });
        var after = (await graph.Applications[app.Id].GetAsync())!;
        Assert.Equal((0, 0, 1), (after.RequiredResourceAccess!.Count, after.Api!.Oauth2PermissionScopes!.Count, after.KeyCredentials!.Count));

        // Another organisation lets it in under the same client id, and learns whose it is.
        var customer = await contoso.App.NewTenant("Customer");
        var theirs = (await (await customer.SdkApp(Permissions.WriteApplications)).ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId }))!;
        Assert.Equal((contoso.Id, "AzureADMultipleOrgs"), (theirs.AppOwnerOrganizationId, theirs.SignInAudience));
        await graph.Applications[app.Id].PatchAsync(new Application { SignInAudience = "AzureADMyOrg" });
        var stranger = await contoso.App.NewTenant("Stranger");
        Assert.Equal(400, (await Sdk.Refused(async () => await (await stranger.SdkApp(Permissions.WriteApplications)).ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId }))).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Consents_are_given_read_changed_and_taken_back(Store store)
    {
        var app = await TestApp.Shared(store);
        var contoso = await app.NewTenant();
        var ann = await contoso.NewMember("Ann");
        var wiki = await contoso.NewApp(new("Wiki"));
        var directory = await app.In(contoso.Id, (_, db) => db.Set<Foyer.Apps.ServicePrincipal>().SingleAsync(s => s.AppId == GraphApp.AppId));
        var graph = await contoso.SdkApp(Permissions.WriteConsent, Permissions.ReadDirectory);
        OAuth2PermissionGrant Wanted(string type, Guid? person, string scope) =>
            new() { ClientId = wiki.ServicePrincipal.Id.ToString(), ConsentType = type, PrincipalId = person?.ToString(), ResourceId = directory.Id.ToString(), Scope = scope };

        var everybodys = (await graph.Oauth2PermissionGrants.PostAsync(Wanted("AllPrincipals", null, "User.Read.All Group.Read.All")))!;
        var anns = (await graph.Oauth2PermissionGrants.PostAsync(Wanted("Principal", ann.Id, "User.ReadBasic.All")))!;
        Assert.Equal(("AllPrincipals", null, "Group.Read.All User.Read.All"), (everybodys.ConsentType, everybodys.PrincipalId, everybodys.Scope));
        Assert.Equal(("Principal", ann.Id.ToString()), (anns.ConsentType, anns.PrincipalId));
        Assert.Equal((409, "Request_MultipleObjectsWithSameKeyValue"), await Code(() => graph.Oauth2PermissionGrants.PostAsync(Wanted("Principal", ann.Id, "User.Read"))));
        Assert.Equal((400, "Request_BadRequest"), await Code(() => graph.Oauth2PermissionGrants.PostAsync(Wanted("AllPrincipals", ann.Id, "User.Read"))));
        Assert.Equal((400, "Request_BadRequest"), await Code(() => graph.Oauth2PermissionGrants[anns.Id].PatchAsync(new() { Scope = "Nonsense.Read" })));

        await graph.Oauth2PermissionGrants[anns.Id].PatchAsync(new() { Scope = "User.ReadWrite" });
        Assert.Equal("User.ReadWrite", (await graph.Oauth2PermissionGrants[anns.Id].GetAsync())!.Scope);
        Assert.Equal(anns.Id, Assert.Single((await graph.Oauth2PermissionGrants.GetAsync(r => r.QueryParameters.Filter = $"consentType eq 'Principal' and principalId eq '{ann.Id}'"))!.Value!).Id);
        Assert.Equal(2, (await graph.Oauth2PermissionGrants.GetAsync(r => r.QueryParameters.Filter = $"clientId eq '{wiki.ServicePrincipal.Id}'"))!.Value!.Count);
        Assert.Equal(2, (await graph.ServicePrincipals[wiki.ServicePrincipal.Id.ToString()].Oauth2PermissionGrants.GetAsync())!.Value!.Count);
        Assert.Equal(anns.Id, Assert.Single((await graph.Users[ann.Id.ToString()].Oauth2PermissionGrants.GetAsync())!.Value!).Id);

        await graph.Oauth2PermissionGrants[anns.Id].DeleteAsync();
        Assert.Equal((404, "Request_ResourceNotFound"), await Code(() => graph.Oauth2PermissionGrants[anns.Id].GetAsync()));
        var reading = await contoso.SdkApp(Permissions.ReadDirectory, Permissions.WriteDirectory);
        Assert.Equal((403, "Authorization_RequestDenied"), await Code(() => reading.Oauth2PermissionGrants[everybodys.Id].DeleteAsync()));
    }

    private static async Task<(int, string?)> Code(Func<Task> call) => await Sdk.Refused(call) is var (status, code, _) ? (status, code) : default;

    private static AppRoleAssignment Assignment(Guid principal, ServicePrincipal app, Guid role) => new() { PrincipalId = principal, ResourceId = new Guid(app.Id!), AppRoleId = role };

    private static Task Tier(TestTenant tenant, Subscription tier) => tenant.App.In(tenant.Id, async (_, db) =>
    {
        await db.Tenants.Where(t => t.Id == tenant.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Subscription, tier));
    });

    private static async Task<(ServicePrincipal App, Guid Role)> NewApp(GraphServiceClient graph)
    {
        var role = Guid.CreateVersion7();
        var app = (await graph.Applications.PostAsync(new Application
        {
            DisplayName = "Wiki", AppRoles = [new AppRole { Id = role, Value = "Reader", DisplayName = "Readers", Description = "Readers", IsEnabled = true, AllowedMemberTypes = ["User"] }],
        }))!;
        return ((await graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId }))!, role);
    }

    private static async Task<(TestTenant Tenant, GraphServiceClient Graph)> Contoso(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        return (tenant, await tenant.SdkApp(Permissions.WriteApplications, Permissions.AssignAppRoles, Permissions.WriteGroups, Permissions.ReadUsers));
    }
}
