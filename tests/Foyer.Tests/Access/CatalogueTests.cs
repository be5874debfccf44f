using Foyer.Commands;
using Foyer.Licences;
using Foyer.Tests.Guests;
using Foyer.Tests.SignIn;
using Foyer.Web;
using static Foyer.Tests.Access.Licensing;

namespace Foyer.Tests.Access;

public class CatalogueTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private const string Product = """
        { "skuId": "5b9a1c1e-0000-4000-8000-000000000001", "skuPartNumber": "CONTOSO_PORTAL", "displayName": "Contoso Portal", "capabilityStatus": "Enabled",
          "prepaidUnits": { "enabled": 3, "suspended": 0, "warning": 2, "lockedOut": 0 }, "consumedUnits": 7, "prohibitedIn": ["kp"],
          "servicePlans": [ { "servicePlanId": "5b9a1c1e-0000-4000-8000-000000000002", "servicePlanName": "PORTAL", "provisioningStatus": "Success", "appliesTo": "User" } ] }
        """;

    [Fact]
    public void A_list_and_an_answer_of_Graph_are_read_alike()
    {
        foreach (var json in (string[])[$"[ {Product} ] // ours", $$"""{ "@odata.context": "…", "value": [ {{Product}} ] }"""])
        {
            Assert.False(ReadCatalogue.Run(json).Failed(out _, out var wishes));
            var wish = Assert.Single(wishes!);
            Assert.Equal(("CONTOSO_PORTAL", "Contoso Portal", 3, 2, SkuState.Enabled, "KP"), (wish.PartNumber, wish.DisplayName, wish.EnabledSeats, wish.WarningSeats, wish.State, wish.ProhibitedIn.Single()));
            Assert.Equal("PORTAL", wish.Plans.Single().Name);
        }
    }

    [Theory]
    [InlineData("\"skuId\": \"5b9a", "\"skuId\": \"zz9a", "Product 1 (CONTOSO_PORTAL): skuId is missing, or is no GUID.")]
    [InlineData("\"Enabled\"", "\"1\"", "Product 1 (CONTOSO_PORTAL): capabilityStatus is \"1\"; it can be Enabled, Warning, Suspended, Deleted, LockedOut.")]
    [InlineData("\"enabled\": 3", "\"enabled\": -3", "Product 1 (CONTOSO_PORTAL): prepaidUnits.enabled is no number of seats.")]
    [InlineData("CONTOSO_PORTAL", "a\\u202Eb", "Product 1: skuPartNumber is missing, or is no name of up to 128 characters.")]
    [InlineData("\"kp\"", "\"Korea\"", "Product 1 (CONTOSO_PORTAL): prohibitedIn holds countries as two letters, such as KP.")]
    [InlineData("\"servicePlans\"", "\"plans\"", "Product 1 (CONTOSO_PORTAL): it needs servicePlans, one to 500 of them.")]
    public void What_is_wrong_is_said_with_its_place(string what, string by, string sentence)
    {
        Assert.True(ReadCatalogue.Run($"[{Product.Replace(what, by, StringComparison.Ordinal)}]").Failed(out var problem, out _));
        Assert.Equal(sentence, problem!.Sentence);
    }

    [Theory, InlineData("{ }"), InlineData("hello"), InlineData("[ 1 ]"), InlineData("[ { \"skuPartNumber\": 5 } ]"), InlineData("[ { \"skuPartNumber\": \"A\", \"servicePlans\": [ 5 ] } ]")]
    public void Anything_else_is_refused_in_a_sentence(string json) => Assert.True(ReadCatalogue.Run(json).Failed(out _, out _));

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_operator_adds_changes_and_lists(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var file = new FileInfo(Path.Combine(Directory.CreateTempSubdirectory("foyer-catalogue-").FullName, "catalogue.json"));
        await File.WriteAllTextAsync(file.FullName, $"[{Product}]", Ct);

        Task<string> Operator(Func<IServiceProvider, Task<string>> work) => tenant.App.In(tenant.Id, (services, _) => work(services));
        Assert.StartsWith("CONTOSO_PORTAL", await Operator(s => LicenceCommand.Add(s, file, Ct)), StringComparison.Ordinal);
        Assert.Contains("       9 seats", await Operator(s => LicenceCommand.Set(s, "CONTOSO_PORTAL", 9, null, Ct)), StringComparison.Ordinal);
        Assert.Contains("Suspended", await Operator(s => LicenceCommand.Set(s, "5b9a1c1e-0000-4000-8000-000000000001", null, SkuState.Suspended, Ct)), StringComparison.Ordinal);
        Assert.Contains("       0 seats", await Operator(s => LicenceCommand.List(s, Ct)), StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnusableConfigurationException>(() => Operator(s => LicenceCommand.Set(s, "NOTHING", 9, null, Ct)));
        Assert.Equal(3, (await tenant.AuditOf(new Guid("5b9a1c1e-0000-4000-8000-000000000001"))).Count);
        file.Directory!.Delete(recursive: true);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_tier_brings_its_seats_and_dropping_it_takes_nobodys(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var ann = await NewLocated(tenant, "Ann");
        Task<string> Set(Foyer.Tenants.Subscription tier, int? seats = null) => tenant.App.In(tenant.Id, (services, _) => TenantCommand.SetSubscription(services, tier, seats, Ct));

        await Set(Foyer.Tenants.Subscription.Premium, 7);
        Assert.Null((await tenant.Give(ann, KnownSkus.Premium.SkuId)).Code());
        await Set(Foyer.Tenants.Subscription.Basic);
        Assert.Equal((SkuState.Enabled, 25), await State(KnownSkus.Basic.SkuId));
        Assert.Equal((SkuState.Suspended, 0), await State(KnownSkus.Premium.SkuId));
        Assert.Equal(AssignmentState.Active, (await tenant.Held(ann))[0].Licence.State);
        await Set(Foyer.Tenants.Subscription.Free);
        Assert.Equal((SkuState.Suspended, 0), await State(KnownSkus.Basic.SkuId));
        await Set(Foyer.Tenants.Subscription.Premium);
        Assert.Equal((SkuState.Enabled, 7), await State(KnownSkus.Premium.SkuId));

        async Task<(SkuState, int)> State(Guid sku) => await tenant.Sku(sku) is var s ? (s.State, s.Seats) : default;
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_portal_shows_seats_and_holders_and_gives_them_as_a_file(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var sku = await tenant.Subscribe(seats: 5, part: "PART");
        var guest = await tenant.NewGuest("=1+1<b>");
        await tenant.Locate(guest.Id);
        var (group, ben) = (await tenant.NewGroup("Team"), (await tenant.NewMember("Ben")).Id);
        await tenant.Give(guest.Id, sku);
        await tenant.AddMember(group.Id, ben);
        await tenant.AssignToGroup(group.Id, new([new(sku)], []));
        await tenant.Settled();
        using var browser = tenant.App.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);

        Assert.Contains($"href=\"/portal/licences/{sku}\"", await browser.GetStringAsync("/portal/licences", Ct), StringComparison.Ordinal);
        var page = await browser.GetStringAsync($"/portal/licences/{sku}", Ct);
        Assert.Contains("=1&#x2B;1&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Usage location missing or not allowed", page, StringComparison.Ordinal);
        Assert.DoesNotContain(guest.Id.ToString(), await browser.GetStringAsync($"/portal/licences/{sku}?refused=true", Ct), StringComparison.Ordinal);
        Assert.Contains($"href=\"/portal/licences/{sku}\"", await browser.GetStringAsync($"/portal/users/{guest.Id}", Ct), StringComparison.Ordinal);
        Assert.Contains($"href=\"/portal/licences/{sku}\"", await browser.GetStringAsync($"/portal/groups/{group.Id}", Ct), StringComparison.Ordinal);

        var csv = await browser.GetStringAsync($"/portal/licences/{sku}/holders.csv", Ct);
        Assert.Contains("PART,'=1+1<b>,", csv, StringComparison.Ordinal);
        Assert.Contains(",ProhibitedInUsageLocationViolation,Team,", csv, StringComparison.Ordinal);
        Assert.Equal(3, csv.TrimEnd().Split("\r\n").Length);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync($"/portal/licences/{Guid.CreateVersion7()}", Ct)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync($"/portal/licences/{Guid.CreateVersion7()}/holders.csv", Ct)).StatusCode);
    }
}
