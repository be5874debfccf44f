using Foyer.Policies;
using Foyer.Tests;
using Foyer.Tests.Guests;
using Microsoft.Graph;
using Microsoft.Graph.Groups.Item.CheckMemberGroups;
using Microsoft.Graph.Models;

namespace Foyer.Compatibility.Tests;

/// <summary>Groups as scripts and programs handle them with the official SDK (digest 5.2).</summary>
public class GroupTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_group_is_created_read_changed_and_deleted(Store store)
    {
        var (_, graph) = await Contoso(store);

        var made = (await graph.Groups.PostAsync(NewGroup("Partners")))!;
        Assert.Equal(("Partners", "partners", true, false), (made.DisplayName, made.MailNickname, made.SecurityEnabled, made.MailEnabled));
        await graph.Groups[made.Id].PatchAsync(new Group { DisplayName = "Friends", Description = "From outside" });
        var read = (await graph.Groups[made.Id].GetAsync())!;
        Assert.Equal(("Friends", "From outside"), (read.DisplayName, read.Description));
        Assert.Equal([], read.GroupTypes);

        await graph.Groups[made.Id].DeleteAsync();
        Assert.Equal(404, (await Sdk.Refused(() => graph.Groups[made.Id].GetAsync())).Status);
        Assert.NotNull(Assert.Single((await graph.Directory.DeletedItems.GraphGroup.GetAsync())!.Value!).DeletedDateTime);
        Assert.Equal(1, await graph.Directory.DeletedItems.GraphGroup.Count.GetAsync(c => c.Headers.Add("ConsistencyLevel", "eventual")));
        Assert.IsType<Group>(await graph.Directory.DeletedItems[made.Id].GetAsync());
        await graph.Directory.DeletedItems[made.Id].Restore.PostAsync();
        Assert.Equal("Friends", (await graph.Groups[made.Id].GetAsync())!.DisplayName);
        await graph.Groups[made.Id].DeleteAsync();
        await graph.Directory.DeletedItems[made.Id].DeleteAsync();
        Assert.Empty((await graph.Directory.DeletedItems.GraphGroup.GetAsync())!.Value!);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Groups_are_filtered_searched_sorted_counted_and_paged(Store store)
    {
        var (_, graph) = await Contoso(store);
        foreach (var name in new[] { "Team Blue", "Team Red", "Other" }) await graph.Groups.PostAsync(NewGroup(name));

        var teams = (await graph.Groups.GetAsync(c => c.QueryParameters.Filter = "startswith(displayName,'team')"))!;
        Assert.Equal(["Team Blue", "Team Red"], teams.Value!.Select(g => g.DisplayName).Order());
        var sorted = (await graph.Groups.GetAsync(c =>
        {
            c.Headers.Add("ConsistencyLevel", "eventual");
            (c.QueryParameters.Orderby, c.QueryParameters.Count, c.QueryParameters.Top, c.QueryParameters.Select) = (["displayName desc"], true, 2, ["id", "displayName"]);
        }))!;
        Assert.Equal((3, 2), (sorted.OdataCount, sorted.Value!.Count));
        Assert.NotNull(sorted.OdataNextLink);
        var all = new List<string>();
        await PageIterator<Group, GroupCollectionResponse>.CreatePageIterator(graph, sorted, g => { all.Add(g.DisplayName!); return true; }).IterateAsync();
        Assert.Equal(["Team Red", "Team Blue", "Other"], all);
        var found = (await graph.Groups.GetAsync(c => { c.Headers.Add("ConsistencyLevel", "eventual"); c.QueryParameters.Search = "\"displayName:blue\""; }))!;
        Assert.Equal("Team Blue", Assert.Single(found.Value!).DisplayName);
        Assert.Equal(3, await graph.Groups.Count.GetAsync(c => c.Headers.Add("ConsistencyLevel", "eventual")));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Members_are_linked_listed_cast_and_taken_out(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var (outer, inner) = ((await graph.Groups.PostAsync(NewGroup("Outer")))!, (await graph.Groups.PostAsync(NewGroup("Inner")))!);
        var (guest, ann) = ((await tenant.NewGuest("Gustav")).Id.ToString(), (await tenant.NewMember("Ann")).Id.ToString());

        await graph.Groups[outer.Id].Members.Ref.PostAsync(Ref(graph, inner.Id!));
        await graph.Groups[inner.Id].Members.Ref.PostAsync(Ref(graph, guest));
        await graph.Groups[outer.Id].PatchAsync(new Group { AdditionalData = { ["members@odata.bind"] = new List<string> { $"{graph.RequestAdapter.BaseUrl}/directoryObjects/{ann}" } } });

        var members = (await graph.Groups[outer.Id].Members.GetAsync())!.Value!;
        Assert.Equal(new[] { inner.Id, ann }.Order(), members.Select(m => m.Id).Order());
        Assert.Equal("Inner", members.OfType<Group>().Single().DisplayName);
        Assert.Equal([ann], (await graph.Groups[outer.Id].Members.GraphUser.GetAsync())!.Value!.Select(u => u.Id));
        Assert.Equal(new[] { inner.Id, ann, guest }.Order(), (await graph.Groups[outer.Id].TransitiveMembers.GetAsync())!.Value!.Select(m => m.Id).Order());
        Assert.Equal(2, await graph.Groups[outer.Id].TransitiveMembers.GraphUser.Count.GetAsync(c => c.Headers.Add("ConsistencyLevel", "eventual")));
        Assert.Equal([outer.Id], (await graph.Groups[inner.Id].MemberOf.GraphGroup.GetAsync())!.Value!.Select(g => g.Id));
        Assert.Equal(new[] { outer.Id, inner.Id }.Order(), (await graph.Users[guest].TransitiveMemberOf.GraphGroup.GetAsync())!.Value!.Select(g => g.Id).Order());

        await graph.Groups[outer.Id].Members[ann].Ref.DeleteAsync();
        Assert.Equal([inner.Id], (await graph.Groups[outer.Id].Members.GetAsync())!.Value!.Select(m => m.Id));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_Graph_refuses_is_refused_in_its_words(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var (outer, inner) = ((await graph.Groups.PostAsync(NewGroup("Outer")))!, (await graph.Groups.PostAsync(NewGroup("Inner")))!);
        var ann = (await tenant.NewMember("Ann")).Id.ToString();
        await graph.Groups[outer.Id].Members.Ref.PostAsync(Ref(graph, ann));
        await graph.Groups[outer.Id].Members.Ref.PostAsync(Ref(graph, inner.Id!));

        Assert.Equal((400, "Request_BadRequest", "One or more added object references already exist for the following modified properties: 'members'."), await Sdk.Refused(() => graph.Groups[outer.Id].Members.Ref.PostAsync(Ref(graph, ann))));
        Assert.Equal((404, "Request_ResourceNotFound"), await Sdk.Refused(() => graph.Groups[outer.Id].Members.Ref.PostAsync(Ref(graph, Guid.CreateVersion7().ToString()))) is var (s, c, _) ? (s, c) : default);
        Assert.Equal((400, "Request_BadRequest"), await Sdk.Refused(() => graph.Groups[inner.Id].Members.Ref.PostAsync(Ref(graph, outer.Id!))) is var (s2, c2, _) ? (s2, c2) : default);
        Assert.Equal((400, "Request_BadRequest", "A value is required for property 'mailNickname' of resource 'Group'."), await Sdk.Refused(() => graph.Groups.PostAsync(new Group { DisplayName = "X", MailEnabled = false, SecurityEnabled = true })));
        var many = Enumerable.Range(0, 21).Select(_ => $"{graph.RequestAdapter.BaseUrl}/directoryObjects/{Guid.CreateVersion7()}").ToList();
        Assert.Equal(400, (await Sdk.Refused(() => graph.Groups[outer.Id].PatchAsync(new Group { AdditionalData = { ["members@odata.bind"] = many } }))).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Owners_are_linked_and_memberships_are_asked_about(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var (outer, inner) = ((await graph.Groups.PostAsync(NewGroup("Outer")))!, (await graph.Groups.PostAsync(NewGroup("Inner")))!);
        var ann = (await tenant.NewMember("Ann")).Id.ToString();
        await graph.Groups[outer.Id].Members.Ref.PostAsync(Ref(graph, inner.Id!));

        await graph.Groups[outer.Id].Owners.Ref.PostAsync(Ref(graph, ann));
        Assert.Equal([ann], (await graph.Groups[outer.Id].Owners.GraphUser.GetAsync())!.Value!.Select(o => o.Id));
        await graph.Groups[outer.Id].Owners[ann].Ref.DeleteAsync();
        Assert.Empty((await graph.Groups[outer.Id].Owners.GetAsync())!.Value!);

        var asked = await graph.Groups[inner.Id].CheckMemberGroups.PostAsCheckMemberGroupsPostResponseAsync(new CheckMemberGroupsPostRequestBody { GroupIds = [outer.Id!, Guid.CreateVersion7().ToString()] });
        Assert.Equal([outer.Id!], asked!.Value!);
        Assert.Equal([outer.Id!], (await graph.Groups[inner.Id].CheckMemberObjects.PostAsCheckMemberObjectsPostResponseAsync(new() { Ids = [outer.Id!] }))!.Value!);
        Assert.Equal([outer.Id!], (await graph.Groups[inner.Id].GetMemberGroups.PostAsGetMemberGroupsPostResponseAsync(new() { SecurityEnabledOnly = false }))!.Value!);
        Assert.Equal([outer.Id!], (await graph.Groups[inner.Id].GetMemberObjects.PostAsGetMemberObjectsPostResponseAsync(new() { SecurityEnabledOnly = false }))!.Value!);
        Assert.Equal(1, await graph.Groups[inner.Id].TransitiveMemberOf.Count.GetAsync(c => c.Headers.Add("ConsistencyLevel", "eventual")));
        var expanded = (await graph.Groups[outer.Id].GetAsync(c => c.QueryParameters.Expand = ["members", "owners"]))!;
        Assert.Equal((inner.Id, 0), (Assert.Single(expanded.Members!).Id, expanded.Owners!.Count));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_owner_looks_after_the_own_group_and_no_other(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var (own, other) = ((await graph.Groups.PostAsync(NewGroup("Own")))!, (await graph.Groups.PostAsync(NewGroup("Other")))!);
        var (ann, bob) = (await tenant.NewMember("Ann"), (await tenant.NewMember("Bob")).Id.ToString());
        await graph.Groups[own.Id].Owners.Ref.PostAsync(Ref(graph, ann.Id.ToString()));

        var hers = await tenant.SdkAs(ann, Permissions.WriteGroups);
        await hers.Groups[own.Id].Members.Ref.PostAsync(Ref(graph, bob));
        await hers.Groups[own.Id].PatchAsync(new Group { Description = "Mine" });
        var refused = (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
        Assert.Equal(refused, await Sdk.Refused(() => hers.Groups[other.Id].Members.Ref.PostAsync(Ref(graph, bob))));
        Assert.Equal(refused, await Sdk.Refused(() => hers.Groups.PostAsync(NewGroup("New"))));
        Assert.Equal(refused, await Sdk.Refused(() => hers.Groups[other.Id].DeleteAsync()));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Changes_of_groups_are_told_by_delta(Store store)
    {
        var (_, graph) = await Contoso(store);
        var group = (await graph.Groups.PostAsync(NewGroup("Team")))!;
        var first = (await graph.Groups.Delta.GetAsDeltaGetResponseAsync())!;
        Assert.Contains(first.Value!, g => g.Id == group.Id);
        await graph.Groups[group.Id].PatchAsync(new Group { DisplayName = "Crew" });
        var changed = (await graph.Groups.Delta.WithUrl(first.OdataDeltaLink!).GetAsDeltaGetResponseAsync())!;
        Assert.Equal("Crew", changed.Value!.Single(g => g.Id == group.Id).DisplayName);
        await graph.Groups[group.Id].DeleteAsync();
        var gone = (await graph.Groups.Delta.WithUrl(changed.OdataDeltaLink!).GetAsDeltaGetResponseAsync())!;
        Assert.True(gone.Value!.Single(g => g.Id == group.Id).AdditionalData.ContainsKey("@removed"));
    }

    private static Group NewGroup(string name) => new() { DisplayName = name, MailEnabled = false, MailNickname = name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant(), SecurityEnabled = true };

    private static ReferenceCreate Ref(GraphServiceClient graph, string id) => new() { OdataId = $"{graph.RequestAdapter.BaseUrl}/directoryObjects/{id}" };

    private static async Task<(TestTenant Tenant, GraphServiceClient Graph)> Contoso(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        return (tenant, await tenant.SdkApp(Permissions.WriteGroups, Permissions.ReadUsers));
    }
}
