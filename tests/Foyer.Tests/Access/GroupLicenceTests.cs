using System.Globalization;
using System.Text;
using Foyer.Audit;
using Foyer.Groups;
using Foyer.Licences;
using Foyer.Tests.Guests;
using Foyer.Tests.Invitations;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using static Foyer.Tests.Access.Licensing;

namespace Foyer.Tests.Access;

public class GroupLicenceTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Members_get_what_their_group_gives_and_lose_it_with_the_membership(Store store)
    {
        var (tenant, group, sku) = await Team(store, seats: 5);
        var (ann, nested) = (await NewLocated(tenant, "Ann"), await tenant.NewGroup("Nested"));
        var ben = await NewLocated(tenant, "Ben");
        await tenant.AddMember(group, ann);
        await tenant.AddMember(group, nested.Id);
        await tenant.AddMember(nested.Id, ben);

        Assert.Null((await tenant.AssignToGroup(group, new([new(sku)], []))).Code());
        await tenant.Settled();
        var held = Assert.Single(await tenant.Held(ann));
        Assert.Equal((AssignmentState.Active, group), (held.Licence.State, held.Licence.SourceId));
        Assert.Empty(await tenant.Held(ben)); // groups inside it are not expanded
        Assert.Equal("licences.inherited", (await tenant.Take(ann, sku)).Code());

        await tenant.AddMember(group, ben);
        await tenant.Settled();
        Assert.Equal(2, await tenant.Consumed(sku));
        await tenant.As((RemoveGroupMember remove, GroupManager manager) => remove.Run(manager, group, ann, Ct));
        await tenant.Settled();
        Assert.Empty(await tenant.Held(ann));
        Assert.Equal(1, await tenant.Consumed(sku));

        Assert.Null((await tenant.AssignToGroup(group, new([], [sku]))).Code());
        await tenant.Settled();
        Assert.Equal(0, await tenant.Consumed(sku));
        Assert.Equal("licences.group_has_not", (await tenant.AssignToGroup(group, new([], [sku]))).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Somebody_who_has_it_twice_sits_on_one_seat(Store store)
    {
        var (tenant, group, sku) = await Team(store, seats: 5);
        var ann = await NewLocated(tenant, "Ann");
        await tenant.Give(ann, sku);
        await tenant.AddMember(group, ann);
        await tenant.AssignToGroup(group, new([new(sku)], []));
        await tenant.Settled();

        Assert.Equal((2, 1), ((await tenant.Held(ann)).Count, await tenant.Consumed(sku)));
        Assert.Null((await tenant.Take(ann, sku)).Code());
        Assert.Equal((1, 1), ((await tenant.Held(ann)).Count, await tenant.Consumed(sku)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_group_with_more_members_than_seats_gives_what_there_is_and_the_rest_when_seats_come(Store store)
    {
        var (tenant, group, sku) = await Team(store, seats: 2);
        var people = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            people.Add(await NewLocated(tenant, $"Member{i}"));
            await tenant.AddMember(group, people[i]);
        }

        await tenant.AssignToGroup(group, new([new(sku)], []));
        await tenant.Settled();
        Assert.Equal([AssignmentState.Active, AssignmentState.Active, AssignmentState.Error, AssignmentState.Error], (await States()).Order());
        Assert.Equal(2, await tenant.Consumed(sku));

        await tenant.Subscribe(seats: 3, id: sku);
        await tenant.Settled();
        Assert.Equal(3, await tenant.Consumed(sku));
        Assert.Single(await States(), AssignmentState.Error);

        async Task<List<AssignmentState>> States()
        {
            var states = new List<AssignmentState>();
            foreach (var person in people) states.Add((await tenant.Held(person))[0].Licence.State);
            return states;
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_country_comes_from_the_person_or_else_from_the_organisation(Store store)
    {
        var (tenant, group, sku) = await Team(store, seats: 5);
        var guest = (await tenant.NewGuest()).Id;
        await tenant.AddMember(group, guest);
        await tenant.AssignToGroup(group, new([new(sku)], []));
        await tenant.Settled();
        Assert.Equal(AssignmentError.ProhibitedInUsageLocationViolation, (await tenant.Held(guest))[0].Licence.Error);

        await tenant.Locate(guest, "KP"); // the product may not be used there
        await tenant.Settled();
        Assert.Equal(AssignmentError.ProhibitedInUsageLocationViolation, (await tenant.Held(guest))[0].Licence.Error);
        await tenant.Locate(guest, "DE");
        await tenant.Settled();
        Assert.Equal(AssignmentState.Active, (await tenant.Held(guest))[0].Licence.State);

        await tenant.Locate(guest, "");
        await tenant.Settled();
        Assert.Equal(AssignmentError.ProhibitedInUsageLocationViolation, (await tenant.Held(guest))[0].Licence.Error);
        Assert.Equal("users.country", (await House("ZZ")).Code());
        for (var i = 0; i < 2; i++) Assert.Null((await House("fr")).Code());
        await tenant.Settled();
        Assert.Single(await tenant.AuditOf(tenant.Id), a => a.Activity == Activities.OrganisationUpdated);
        Assert.Equal(AssignmentState.Active, (await tenant.Held(guest))[0].Licence.State);
        Assert.Equal("licences.location", (await tenant.Give(guest, sku)).Code()); // directly, only the person's own counts

        Task<Result<Done>> House(string country) => tenant.As((SetDefaultUsageLocation set, LicenceManager manager) => set.Run(manager, country, Ct));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Plans_that_the_group_switches_off_later_are_off_for_everybody(Store store)
    {
        var (tenant, group, sku) = await Team(store, seats: 5);
        var ann = await NewLocated(tenant, "Ann");
        await tenant.AddMember(group, ann);
        await tenant.AssignToGroup(group, new([new(sku)], []));
        await tenant.Settled();

        var plan = (await tenant.Sku(sku)).Plans[0].Id;
        await tenant.AssignToGroup(group, new([new(sku, [plan])], []));
        await tenant.Settled();

        Assert.Equal([plan], (await tenant.Held(ann))[0].Licence.DisabledPlans);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_deleted_group_gives_nothing_until_it_is_restored(Store store)
    {
        var (tenant, group, sku) = await Team(store, seats: 5);
        var ann = await NewLocated(tenant, "Ann");
        await tenant.AddMember(group, ann);
        await tenant.AssignToGroup(group, new([new(sku)], []));
        await tenant.Settled();

        await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, group, Ct));
        await tenant.Settled();
        Assert.Equal((0, 0), ((await tenant.Held(ann)).Count, await tenant.Consumed(sku)));
        await tenant.As((RestoreGroup restore, GroupManager manager) => restore.Run(manager, group, Ct));
        await tenant.Settled();
        Assert.Equal((1, 1), ((await tenant.Held(ann)).Count, await tenant.Consumed(sku)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Guests_of_a_file_get_what_the_files_group_gives_and_undoing_takes_it_back(Store store)
    {
        var (tenant, group, sku) = await Team(store, seats: 50);
        await tenant.App.In(tenant.Id, (_, db) => db.Set<Foyer.Tenants.Tenant>().Where(t => t.Id == tenant.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.DefaultUsageLocation, "US"), Ct));
        await tenant.AssignToGroup(group, new([new(sku)], []));
        var file = new StringBuilder("Email,DisplayName,InviteGroupResources,InviteContactUsUrl\n");
        for (var i = 0; i < 20; i++) file.Append(CultureInfo.InvariantCulture, $"g{i}-{Guid.CreateVersion7():N}@partner.example,Guest {i},{group},https://contoso.example/help\n");
        var batch = (await tenant.UploadAndFinish(file.ToString())).Batch.Id;
        await tenant.Settled();
        Assert.Equal(20, await tenant.Consumed(sku));

        await tenant.Control(batch, (control, by) => control.Undo(by, batch, Ct));
        await tenant.Settled();
        Assert.Equal(0, await tenant.Consumed(sku));
    }

    [Fact]
    public async Task Groups_and_people_that_race_for_seats_never_get_more_than_there_are()
    {
        var tenant = await (await TestApp.Shared(Store.Postgres)).NewTenant();
        var sku = await tenant.Subscribe(seats: 10);
        var groups = new List<Guid>();
        var people = new List<Guid>();
        for (var g = 0; g < 4; g++)
        {
            groups.Add((await tenant.NewGroup($"Team {g}")).Id);
            for (var i = 0; i < 4; i++)
            {
                people.Add(await NewLocated(tenant, $"Racer{g}x{i}"));
                await tenant.AddMember(groups[g], people[^1]);
            }
        }

        await Task.WhenAll([.. groups.Select(g => tenant.AssignToGroup(g, new([new(sku)], []))), .. people.Select(p => tenant.Give(p, sku))]);
        await tenant.Settled();

        var holders = await tenant.App.In(tenant.Id, (_, db) => db.UserLicences.Where(l => l.SkuId == sku && l.State == AssignmentState.Active).Select(l => l.UserId).Distinct().CountAsync(Ct));
        Assert.Equal((10, 10), (await tenant.Consumed(sku), holders));
    }

    private static async Task<(TestTenant Tenant, Guid Group, Guid Sku)> Team(Store store, int seats)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        return (tenant, (await tenant.NewGroup("Team")).Id, await tenant.Subscribe(seats));
    }
}
