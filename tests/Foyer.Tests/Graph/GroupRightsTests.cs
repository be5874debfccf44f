using System.Net;
using System.Text.Json;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Tests.Connect;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Graph;

/// <summary>What the official SDK would not show: which groups a guest sees, and what of them (digest 2.10).</summary>
public class GroupRightsTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_sees_groups_as_far_as_the_organisation_lets_guests_see(Store store)
    {
        var app = await TestApp.Shared(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var (joined, other) = (await contoso.NewGroup("Joined"), await contoso.NewGroup("Other"));
        var (anna, home) = (await contoso.NewMember("Anna"), await fabrikam.NewMember("Bob"));
        await contoso.Change(anna, u => u.JobTitle = "Boss");
        var guest = await contoso.NewGuest(home);
        await contoso.App.In(contoso.Id, async (_, db) =>
        {
            foreach (var user in new[] { anna.Id, guest.Id }) db.GroupMembers.Add(new() { TenantId = contoso.Id, GroupId = joined.Id, UserId = user, AddedAt = app.Clock.GetUtcNow().UtcDateTime });
            await db.SaveChangesAsync();
        });
        using var client = await contoso.GraphAs(guest, home, Permissions.ReadUsers, Permissions.ReadGroups);

        // By default any group that they have the id of, but not the list of all.
        Assert.Equal("Authorization_RequestDenied", (await client.Refused("/groups", HttpStatusCode.Forbidden)).Code);
        Assert.Equal("Other", (await client.Graph($"/groups/{other.Id}")).GetProperty("displayName").GetString());
        var members = await client.Graph($"/groups/{joined.Id}/members/graph.user?$select=displayName,jobTitle");
        Assert.Contains("Anna", members.Each("displayName"));
        Assert.All(members.GetProperty("value").EnumerateArray(), row => Assert.Equal(JsonValueKind.Null, row.GetProperty("jobTitle").ValueKind));
        // Nothing comes along by $expand that could not be asked for itself.
        Assert.Equal("Authorization_RequestDenied", (await client.Refused($"/users/{anna.Id}?$expand=memberOf", HttpStatusCode.Forbidden)).Code);
        Assert.Single((await client.Graph("/me?$expand=memberOf")).GetProperty("memberOf").EnumerateArray());

        // A restricted guest knows the ids of their own groups.
        await contoso.App.In(contoso.Id, async (_, db) =>
        {
            var policy = await db.CollaborationPolicies.SingleOrDefaultAsync() ?? db.CollaborationPolicies.Add(new() { TenantId = contoso.Id }).Entity;
            policy.GuestView = GuestView.Restricted;
            await db.SaveChangesAsync();
        });
        Assert.Equal("Authorization_RequestDenied", (await client.Refused($"/groups/{other.Id}", HttpStatusCode.Forbidden)).Code);
        Assert.Equal("Authorization_RequestDenied", (await client.Refused($"/groups/{joined.Id}/members", HttpStatusCode.Forbidden)).Code);
        var own = Assert.Single((await client.Graph("/me/memberOf/graph.group")).GetProperty("value").EnumerateArray());
        Assert.Equal((joined.Id.ToString("D"), JsonValueKind.Null), (own.GetProperty("id").GetString(), own.GetProperty("displayName").ValueKind));
        Assert.Equal("Authorization_RequestDenied", (await client.Refused("/me?$expand=memberOf", HttpStatusCode.Forbidden)).Code);
    }
}
