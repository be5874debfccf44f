using Foyer.Audit;
using Foyer.Invitations;
using Foyer.Licences;
using Foyer.Tests.Guests;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Access;

public class LicenceTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_and_a_member_get_a_licence_and_give_it_back(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (guest, member) = ((await tenant.NewGuest()).Id, (await tenant.NewMember("Ann")).Id);
        var sku = await tenant.Subscribe(seats: 2);

        Assert.Equal("licences.location", (await tenant.Give(guest, sku)).Code());
        foreach (var user in (Guid[])[guest, member])
        {
            await tenant.Locate(user);
            Assert.Null((await tenant.Give(user, sku)).Code());
        }
        Assert.Null((await tenant.Give(member, sku)).Code()); // again changes nothing
        Assert.Equal(2, await tenant.Consumed(sku));

        Assert.Null((await tenant.Take(guest, sku)).Code());
        Assert.Equal("licences.not_held", (await tenant.Take(guest, sku)).Code());
        Assert.Equal(1, await tenant.Consumed(sku));
        Assert.Equal([Activities.LicenceChanged, Activities.LicenceChanged], (await tenant.AuditOf(guest)).Select(a => a.Activity).Where(a => a == Activities.LicenceChanged));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_cannot_be_given_is_refused_in_Graphs_words_and_nothing_changes(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (ann, ben) = ((await tenant.NewMember("Ann")).Id, (await tenant.NewMember("Ben")).Id);
        await tenant.Locate(ann);
        await tenant.Locate(ben);
        var (one, company, plan) = (await tenant.Subscribe(seats: 1), await tenant.Subscribe(seats: 1, part: "COMPANY", adapt: s => s with { AppliesTo = AppliesTo.Company }), Guid.CreateVersion7());
        await tenant.Give(ann, one);

        Assert.Equal($"Subscription with SKU {one} does not have any available licenses.", Sentence(await tenant.Give(ben, one)));
        Assert.Equal($"License {plan} does not correspond to a valid company License.", Sentence(await tenant.Give(ben, plan)));
        Assert.Equal($"License {company} cannot be assigned to a user.", Sentence(await tenant.Give(ben, company)));
        Assert.Equal("licences.no_such_plan", (await tenant.Give(ben, one, plan)).Code());
        Assert.Equal("User does not have a corresponding license.", Sentence(await tenant.Take(ben, one)));
        Assert.Equal("licences.nothing", (await tenant.Assign(ben, new([], []))).Code());
        Assert.Equal("licences.no_such_user", (await tenant.Give(Guid.CreateVersion7(), one)).Code());
        Assert.Empty(await tenant.Held(ben));
        Assert.Equal(1, await tenant.Consumed(one));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task One_wish_is_all_or_nothing(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var ann = (await tenant.NewMember("Ann")).Id;
        await tenant.Locate(ann);
        var (first, full, other) = (await tenant.Subscribe(seats: 1), await tenant.Subscribe(seats: 0, part: "FULL"), await tenant.Subscribe(seats: 1, part: "OTHER"));
        await tenant.Give(ann, first);

        Assert.Equal("licences.no_seats", (await tenant.Assign(ann, new([new(other), new(full)], [first]))).Code());
        Assert.Equal([first], (await tenant.Held(ann)).Select(h => h.Licence.SkuId));

        Assert.Null((await tenant.Assign(ann, new([new(other)], [first]))).Code());
        Assert.Equal([other], (await tenant.Held(ann)).Select(h => h.Licence.SkuId));
        Assert.Equal((0, 1), (await tenant.Consumed(first), await tenant.Consumed(other)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_another_licence_needs_cannot_be_taken_away_before_it(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var ann = (await tenant.NewMember("Ann")).Id;
        await tenant.Locate(ann);
        var (mail, archive) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var product = await tenant.Subscribe(seats: 1, part: "MAIL", adapt: s => s with { Plans = [new(mail, "MAIL")] });
        var addOn = await tenant.Subscribe(seats: 1, part: "ARCHIVE", adapt: s => s with { Plans = [new(archive, "ARCHIVE") { DependsOn = [mail] }] });

        Assert.Equal("licences.depends", (await tenant.Give(ann, addOn)).Code());
        Assert.Null((await tenant.Assign(ann, new([new(addOn), new(product)], []))).Code());
        Assert.Equal("licences.depends", (await tenant.Take(ann, product)).Code());
        Assert.Equal("licences.depends", (await tenant.Give(ann, product, mail)).Code());
        Assert.Null((await tenant.Assign(ann, new([], [product, addOn]))).Code());
    }

    [Fact]
    public async Task Sixteen_that_race_for_the_last_seat_leave_one_holder()
    {
        var tenant = await (await TestApp.Shared(Store.Postgres)).NewTenant();
        var people = new List<Guid>();
        for (var i = 0; i < 16; i++)
        {
            people.Add((await tenant.NewMember($"Racer{i}")).Id);
            await tenant.Locate(people[i]);
        }
        for (var round = 0; round < 5; round++)
        {
            var sku = await tenant.Subscribe(seats: 1, part: $"LAST_{round}");

            var answers = await Task.WhenAll(people.Select(p => tenant.Give(p, sku)));

            Assert.Single(answers, a => a.Code() is null);
            Assert.All(answers.Where(a => a.Code() is not null), a => Assert.Equal("licences.no_seats", a.Code()));
            Assert.Equal(1, await tenant.Consumed(sku));
            Assert.Equal(1, await tenant.App.In(tenant.Id, (_, db) => db.UserLicences.CountAsync(l => l.SkuId == sku, Ct)));
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Licences_and_people_of_another_organisation_are_not_found(Store store)
    {
        var app = await TestApp.Shared(store);
        var (mine, theirs) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var (ann, stranger) = ((await mine.NewMember("Ann")).Id, (await theirs.NewMember("Sven")).Id);
        await mine.Locate(ann);
        var (sku, strange) = (await mine.Subscribe(seats: 5), await theirs.Subscribe(seats: 5, part: "THEIRS"));

        Assert.Equal("licences.unknown", (await mine.Give(ann, strange)).Code());
        Assert.Equal("licences.no_such_user", (await mine.Give(stranger, sku)).Code());
        Assert.Equal("licences.no_such_group", (await mine.AssignToGroup((await theirs.NewGroup("Theirs")).Id, new([new(sku)], []))).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_is_removed_frees_the_seat_and_gets_it_back_only_if_there_is_room(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (guest, ann) = (await tenant.NewGuest(), (await tenant.NewMember("Ann")).Id);
        await tenant.Locate(guest.Id);
        await tenant.Locate(ann);
        var sku = await tenant.Subscribe(seats: 1);
        await tenant.Give(guest.Id, sku);

        await tenant.As((RemoveGuest remove, TenantAdmin admin) => remove.Run(admin, guest.Id, Ct));
        await tenant.Settled();
        Assert.Equal(0, await tenant.Consumed(sku));
        await tenant.As((RestoreGuest restore, TenantAdmin admin) => restore.Run(admin, guest.Id, Ct));
        await tenant.Settled();
        Assert.Equal((AssignmentState.Active, 1), ((await tenant.Held(guest.Id))[0].Licence.State, await tenant.Consumed(sku)));

        await tenant.As((RemoveGuest remove, TenantAdmin admin) => remove.Run(admin, guest.Id, Ct));
        await tenant.Settled();
        Assert.Null((await tenant.Give(ann, sku)).Code());
        await tenant.As((RestoreGuest restore, TenantAdmin admin) => restore.Run(admin, guest.Id, Ct));
        await tenant.Settled();
        Assert.Equal(AssignmentError.CountViolation, (await tenant.Held(guest.Id))[0].Licence.Error);

        // The next free seat is theirs, without anybody asking.
        await tenant.Take(ann, sku);
        await tenant.Settled();
        Assert.Equal((AssignmentState.Active, 1), ((await tenant.Held(guest.Id))[0].Licence.State, await tenant.Consumed(sku)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_subscription_that_ends_takes_nobodys_seat_and_gives_none(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (ann, ben) = ((await tenant.NewMember("Ann")).Id, (await tenant.NewMember("Ben")).Id);
        await tenant.Locate(ann);
        await tenant.Locate(ben);
        var sku = await tenant.Subscribe(seats: 5);
        await tenant.Give(ann, sku);

        await tenant.Subscribe(seats: 5, state: SkuState.Suspended, id: sku);
        Assert.Equal("licences.no_seats", (await tenant.Give(ben, sku)).Code());
        Assert.Equal(AssignmentState.Active, (await tenant.Held(ann))[0].Licence.State);

        await tenant.Subscribe(seats: 5, state: SkuState.Warning, id: sku);
        Assert.Null((await tenant.Give(ben, sku)).Code());
        await tenant.Subscribe(seats: 1, id: sku);
        Assert.Equal((2, 0), (await tenant.Consumed(sku), (await tenant.Sku(sku)).Free));
        Assert.Null((await tenant.Take(ben, sku)).Code());
    }

    private static string? Sentence(Result<Done> result) => result.Failed(out var problem, out _) ? problem.Sentence : null;
}
