using System.Net;
using Foyer.Apps;
using Foyer.Groups;
using Foyer.Tests.Connect;
using Foyer.Tests.Guests;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Access;

public class NestingTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_is_in_a_group_in_a_group_is_in_both_once(Store store)
    {
        var (tenant, outer, middle, inner) = await Chain(store);
        var other = await tenant.NewGroup("Other");
        var ann = await tenant.NewMember("Ann");
        Assert.Null((await Add(tenant, inner.Id, ann.Id)).Code());
        Assert.Null((await Add(tenant, middle.Id, ann.Id)).Code()); // twice in, once counted
        Assert.Null((await Add(tenant, other.Id, inner.Id)).Code());

        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            Assert.Equal(Ids(outer, middle, inner, other), (await db.GroupsOfUser(ann.Id).ToListAsync(Ct)).Order());
            Assert.Equal(Ids(outer, middle, other), (await db.GroupsAround(inner.Id).ToListAsync(Ct)).Order());
            Assert.Equal(Ids(middle, inner), (await db.GroupsInside(outer.Id).ToListAsync(Ct)).Order());
            Assert.Equal([ann.Id], await db.UsersInside(outer.Id).ToListAsync(Ct));
        });
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_group_never_lies_inside_itself(Store store)
    {
        var (tenant, outer, middle, inner) = await Chain(store);

        Assert.Equal("groups.cycle", (await Add(tenant, outer.Id, outer.Id)).Code());
        Assert.Equal("groups.cycle", (await Add(tenant, middle.Id, outer.Id)).Code());
        Assert.Equal("groups.cycle", (await Add(tenant, inner.Id, outer.Id)).Code());
        Assert.Equal("groups.already_member", (await Add(tenant, outer.Id, middle.Id)).Code());

        // A deleted group in between still counts: restoring it would close the circle.
        await tenant.As((DeleteGroup delete, GroupManager manager) => delete.Run(manager, middle.Id, Ct));
        Assert.Equal("groups.cycle", (await Add(tenant, inner.Id, outer.Id)).Code());
        Assert.Empty(await tenant.App.In(tenant.Id, (_, db) => db.GroupsInside(outer.Id).ToListAsync(Ct)));
        await tenant.As((RestoreGroup restore, GroupManager manager) => restore.Run(manager, middle.Id, Ct));
        Assert.Equal(2, await tenant.App.In(tenant.Id, (_, db) => db.GroupsInside(outer.Id).CountAsync(Ct)));
    }

    [Fact]
    public async Task Two_that_nest_groups_at_once_close_no_circle_together()
    {
        var tenant = await (await TestApp.Shared(Store.Postgres)).NewTenant();
        for (var round = 0; round < 8; round++)
        {
            var ring = new List<Group>();
            for (var i = 0; i < 4; i++) ring.Add(await tenant.NewGroup($"Ring {round} {i}"));

            var answers = await Task.WhenAll(ring.Select((group, i) => Add(tenant, group.Id, ring[(i + 1) % ring.Count].Id)));

            Assert.Single(answers, a => a.Code() == "groups.cycle");
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Twenty_come_in_at_once_or_none(Store store)
    {
        var (tenant, outer, middle, _) = await Chain(store);
        var ann = await tenant.NewMember("Ann");

        var unknown = await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, middle.Id, [ann.Id, Guid.CreateVersion7()], Ct));
        var circle = await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, middle.Id, [ann.Id, outer.Id], Ct));
        var many = await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, middle.Id, [.. Enumerable.Range(0, 21).Select(_ => Guid.CreateVersion7())], Ct));

        Assert.Equal(("groups.no_such_member", "groups.cycle", "groups.too_many"), (unknown.Code(), circle.Code(), many.Code()));
        Assert.False(await tenant.App.In(tenant.Id, (_, db) => db.GroupMembers.AnyAsync(m => m.UserId == ann.Id, Ct)));
        Assert.Empty(await tenant.AuditOf(outer.Id));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_token_names_outer_groups_too_but_a_nested_group_opens_no_app(Store store)
    {
        var (tenant, outer, middle, inner) = await Chain(store);
        var ann = await tenant.NewMember("Ann");
        await Add(tenant, inner.Id, ann.Id);
        var open = await RelyingParty.Register(tenant, r => r with { AssignmentRequired = false, GroupMembershipClaims = "SecurityGroup" });
        var closed = await RelyingParty.Register(tenant);
        await tenant.Assign(closed, outer.Id, PrincipalType.Group);
        using var browser = await tenant.App.SignedIn(ann);

        Assert.Equal(Ids(outer, middle, inner), (await Groups(open)).Order());
        var party = new RelyingParty(tenant.App, tenant, closed);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(party.AuthorizeUrl(), Ct)).StatusCode);

        // A change counts at the next token.
        await tenant.As((RemoveGroupMember remove, GroupManager manager) => remove.Run(manager, outer.Id, middle.Id, Ct));
        Assert.Equal(Ids(middle, inner), (await Groups(open)).Order());
        await Add(tenant, outer.Id, ann.Id);
        Assert.NotEmpty(await party.Code(browser));

        async Task<List<Guid>> Groups(TestRegistration app)
        {
            var asks = new RelyingParty(tenant.App, tenant, app);
            return [.. (await asks.Validate((await asks.Tokens(browser)).Text("id_token"))).GetPayloadValue<string[]>("groups").Select(Guid.Parse)];
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_No_group_of_another_organisation_comes_in(Store store)
    {
        var (mine, outer, _, _) = await Chain(store);
        var theirs = await mine.App.NewTenant("Fabrikam");
        var strange = await theirs.NewGroup("Theirs");

        Assert.Equal("groups.no_such_member", (await Add(mine, outer.Id, strange.Id)).Code());
        Assert.Equal("groups.not_found", (await Add(mine, strange.Id, outer.Id)).Code());
    }

    /// <summary>Outer holds middle, middle holds inner.</summary>
    private static async Task<(TestTenant Tenant, Group Outer, Group Middle, Group Inner)> Chain(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (outer, middle, inner) = (await tenant.NewGroup("Outer"), await tenant.NewGroup("Middle"), await tenant.NewGroup("Inner"));
        Assert.Null((await Add(tenant, outer.Id, middle.Id)).Code());
        Assert.Null((await Add(tenant, middle.Id, inner.Id)).Code());
        return (tenant, outer, middle, inner);
    }

    private static IOrderedEnumerable<Guid> Ids(params Group[] groups) => groups.Select(g => g.Id).Order();

    private static Task<Result<Done>> Add(TestTenant tenant, Guid group, Guid member) => tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, group, member, Ct));
}
