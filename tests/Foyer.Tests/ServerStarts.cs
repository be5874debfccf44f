namespace Foyer.Tests;

public class ServerStarts
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_server_is_ready_and_tenants_keep_apart(Store store)
    {
        var app = await TestApp.Shared(store);
        var one = await app.NewTenant();
        var other = await app.NewTenant();

        using var browser = app.Browser();
        Assert.Equal("Healthy", await browser.GetStringAsync("/health/ready"));
        Assert.Single(await app.In(one.Id, (_, db) => Task.FromResult(db.Set<Users.User>().ToList())));
        Assert.NotEqual(one.Id, other.Id);
    }
}
