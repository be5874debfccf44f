using System.Net;
using Foyer.Apps;
using Foyer.Policies;
using Foyer.Tests.Graph;
using Foyer.Tests.Guests;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Connect;

public sealed class BearerTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_An_access_token_counts_as_long_as_its_holder_may_enter(Store store)
    {
        await using var app = await TestApp.New(store);
        var tenant = await app.NewTenant();
        Task Block(User who, bool blocked) => tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, who.Id, blocked, Ct));
        var ways = new (string Name, Func<User, Task> End)[]
        {
            ("Ann", who => Block(who, blocked: true)),
            ("Bob", async who => { await Block(who, blocked: true); await Block(who, blocked: false); }),
            ("Cid", who => tenant.As((RemoveMember remove, TenantAdmin admin) => remove.Run(admin, who.Id, Ct))),
            ("Dan", who => tenant.As((RevokeSessions revoke, TenantAdmin admin) => revoke.Run(admin, who.Id, Ct))),
        };
        foreach (var (name, end) in ways)
        {
            var person = await tenant.NewMember(name);
            using var client = await tenant.GraphAs(person, Permissions.ReadUsers);
            await client.Graph($"/users/{tenant.Admin.Id}");
            app.Clock.Advance(TimeSpan.FromSeconds(1)); // tokens know whole seconds
            await end(person);
            await client.Graph($"/users/{tenant.Admin.Id}", HttpStatusCode.Unauthorized);
        }

        using var program = await tenant.GraphApp(Permissions.ReadUsers);
        await program.Graph($"/users/{tenant.Admin.Id}");
        await app.In(tenant.Id, (_, db) => db.ServicePrincipals.Where(s => s.AppId != GraphApp.AppId).ExecuteUpdateAsync(set => set.SetProperty(s => s.AccountEnabled, false), Ct));
        await program.Graph($"/users/{tenant.Admin.Id}", HttpStatusCode.Unauthorized);
    }
}
