using System.Net;
using Foyer.Policies;
using Foyer.Users;

namespace Foyer.Tests.Graph;

public class DeltaTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rounds_are_paged_and_lose_nothing(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        using var client = await tenant.GraphApp(Permissions.WriteUsers);
        await Add("a", 130);
        // What lies less than a minute back may be told twice.
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        var (all, link) = await Round("/users/delta?$select=displayName");
        Assert.Equal(131, all.Distinct().Count());

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await Add("b", 120);
        (var changed, link) = await Round(link);
        Assert.Equal(120, changed.Distinct().Count());
        Assert.Empty(changed.Intersect(all));
        (var latest, _) = await Round("/users/delta()?$deltatoken=latest");
        Assert.Empty(latest);
        var (some, _) = await Round($"/users/delta?$filter=id eq '{changed[0]}' or id eq '{changed[1]}'");
        Assert.Equal(changed.Take(2).Order(), some.Order());

        Task Add(string name, int count) => tenant.App.In(tenant.Id, async (services, db) =>
        {
            var create = (CreateMember)services.GetService(typeof(CreateMember))!;
            var hand = ((ResolveActor)services.GetService(typeof(ResolveActor))!).System();
            for (var i = 0; i < count; i++) create.Add(hand, TestApp.Address($"{name}{i}@{tenant.Domain}"), name + i, null);
            await db.SaveChangesAsync();
        });

        async Task<(List<string?> Ids, string Link)> Round(string from)
        {
            var ids = new List<string?>();
            while (true)
            {
                var page = await client.Graph(from);
                ids.AddRange(page.Each("id"));
                if (page.TryGetProperty("@odata.deltaLink", out var done)) return (ids, done.GetString()!);
                from = page.GetProperty("@odata.nextLink").GetString()!;
            }
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_was_away_too_long_starts_again(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        using var before = await tenant.GraphApp(Permissions.ReadUsers);
        var link = (await before.Graph("/users/delta")).GetProperty("@odata.deltaLink").GetString()!;
        app.Clock.Advance(TimeSpan.FromDays(31));
        using var client = await tenant.GraphApp(Permissions.ReadUsers);

        using var response = await client.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.EndsWith("/v1.0/users/delta", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("resyncRequired", (await client.Refused(link, HttpStatusCode.Gone)).Code);
        Assert.Equal("Request_UnsupportedQuery", (await client.Refused("/users/delta?$orderby=displayName")).Code);
    }
}
