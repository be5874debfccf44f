using Foyer.Policies;
using Foyer.Tests;
using Foyer.Tests.Access;
using Foyer.Tests.Guests;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.AssignLicense;
using GroupBody = Microsoft.Graph.Groups.Item.AssignLicense.AssignLicensePostRequestBody;

namespace Foyer.Compatibility.Tests;

/// <summary>Licences as scripts and programs handle them with the official SDK (digest 5.6).</summary>
public class LicenceTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Subscriptions_show_seats_and_plans(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var sku = await tenant.Subscribe(seats: 7, part: "PRODUCT");

        var found = Assert.Single((await graph.SubscribedSkus.GetAsync())!.Value!);
        Assert.Equal(($"{tenant.Id}_{sku}", sku, "PRODUCT", "Enabled", "User", 0, 7), (found.Id, found.SkuId, found.SkuPartNumber, found.CapabilityStatus, found.AppliesTo, found.ConsumedUnits, found.PrepaidUnits!.Enabled));
        Assert.Equal(["PLAN_A", "PLAN_B"], found.ServicePlans!.Select(p => p.ServicePlanName).Order());
        Assert.Equal("PRODUCT", (await graph.SubscribedSkus[found.Id].GetAsync())!.SkuPartNumber);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_gets_a_licence_without_one_of_its_plans_and_loses_it(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var sku = await tenant.Subscribe(seats: 1);
        var off = (await tenant.Sku(sku)).Plans[1].Id;
        var guest = (await tenant.NewGuest()).Id;
        var user = graph.Users[guest.ToString()];

        var homeless = await Assert.ThrowsAsync<ODataError>(() => user.AssignLicense.PostAsync(Add(sku)));
        Assert.Equal((400, "Request_BadRequest", "License assignment cannot be done for user with invalid usage location."), (homeless.ResponseStatusCode, homeless.Error!.Code, homeless.Error.Message));
        await user.PatchAsync(new User { UsageLocation = "DE" });
        Assert.Equal(guest.ToString(), (await user.AssignLicense.PostAsync(Add(sku, off)))!.Id);

        var read = (await user.GetAsync(c => c.QueryParameters.Select = ["assignedLicenses", "assignedPlans", "licenseAssignmentStates"]))!;
        Assert.Equal((sku, off), (read.AssignedLicenses!.Single().SkuId, read.AssignedLicenses!.Single().DisabledPlans!.Single()));
        Assert.Equal(("Active", null, "None"), (read.LicenseAssignmentStates!.Single().State, read.LicenseAssignmentStates!.Single().AssignedByGroup, read.LicenseAssignmentStates!.Single().Error));
        Assert.Equal(["Deleted", "Enabled"], read.AssignedPlans!.Select(p => p.CapabilityStatus).Order());
        var details = Assert.Single((await user.LicenseDetails.GetAsync())!.Value!);
        Assert.Equal(("PRODUCT", "Disabled"), (details.SkuPartNumber, details.ServicePlans!.Single(p => p.ServicePlanId == off).ProvisioningStatus));
        Assert.Equal([guest.ToString()], (await graph.Users.GetAsync(c => c.QueryParameters.Filter = $"assignedLicenses/any(x:x/skuId eq {sku})"))!.Value!.Select(u => u.Id));

        await user.AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [], RemoveLicenses = [sku] });
        Assert.Empty((await user.LicenseDetails.GetAsync())!.Value!);
        var nothing = await Assert.ThrowsAsync<ODataError>(() => user.AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [], RemoveLicenses = [sku] }));
        Assert.Equal("User does not have a corresponding license.", nothing.Error!.Message);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Without_a_free_seat_Graph_says_so(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var sku = await tenant.Subscribe(seats: 0);
        var ann = await Licensing.NewLocated(tenant, "Ann");

        var full = await Assert.ThrowsAsync<ODataError>(() => graph.Users[ann.ToString()].AssignLicense.PostAsync(Add(sku)));
        Assert.Equal($"Subscription with SKU {sku} does not have any available licenses.", full.Error!.Message);
        var unknown = Guid.CreateVersion7();
        var none = await Assert.ThrowsAsync<ODataError>(() => graph.Users[ann.ToString()].AssignLicense.PostAsync(Add(unknown)));
        Assert.Equal($"License {unknown} does not correspond to a valid company License.", none.Error!.Message);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_group_gives_licences_and_says_whom_it_could_not_serve(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var sku = await tenant.Subscribe(seats: 5);
        var group = await tenant.NewGroup("Team");
        var (ann, guest) = (await Licensing.NewLocated(tenant, "Ann"), (await tenant.NewGuest()).Id);
        await tenant.AddMember(group.Id, ann);
        await tenant.AddMember(group.Id, guest);
        var team = graph.Groups[group.Id.ToString()];

        Assert.Equal("Team", (await team.AssignLicense.PostAsync(new GroupBody { AddLicenses = [new AssignedLicense { SkuId = sku, DisabledPlans = [] }], RemoveLicenses = [] }))!.DisplayName);
        await tenant.Settled();

        var read = Assert.Single((await graph.Users[ann.ToString()].MemberOf.GraphGroup.GetAsync(c => c.QueryParameters.Select = ["assignedLicenses", "licenseProcessingState", "hasMembersWithLicenseErrors"]))!.Value!);
        Assert.Equal((sku, "ProcessingComplete", true), (read.AssignedLicenses!.Single().SkuId, read.LicenseProcessingState!.State, read.HasMembersWithLicenseErrors));
        Assert.Equal([guest.ToString()], (await team.MembersWithLicenseErrors.GetAsync())!.Value!.Select(m => m.Id));
        var states = (await graph.Users[ann.ToString()].GetAsync(c => c.QueryParameters.Select = ["licenseAssignmentStates"]))!.LicenseAssignmentStates!;
        Assert.Equal((group.Id.ToString(), "Active"), (states.Single().AssignedByGroup, states.Single().State));
        var inherited = await Assert.ThrowsAsync<ODataError>(() => graph.Users[ann.ToString()].AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [], RemoveLicenses = [sku] }));
        Assert.Equal("User license is inherited from a group membership and it cannot be removed directly from the user.", inherited.Error!.Message);
    }

    private static AssignLicensePostRequestBody Add(Guid sku, params Guid?[] off) => new() { AddLicenses = [new AssignedLicense { SkuId = sku, DisabledPlans = [.. off] }], RemoveLicenses = [] };

    private static async Task<(TestTenant Tenant, GraphServiceClient Graph)> Contoso(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        return (tenant, await tenant.SdkApp(Permissions.WriteLicences, Permissions.WriteUsers, Permissions.WriteGroups));
    }
}
