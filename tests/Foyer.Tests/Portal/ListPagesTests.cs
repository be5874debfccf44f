using System.Net;
using Foyer.Invitations;
using Foyer.Portal.Lists;
using Foyer.Tests.Guests;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Portal;

public class ListPagesTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/portal/users"), InlineData("/portal/users/export.csv"), InlineData("/portal/groups"), InlineData("/portal/applications")]
    [InlineData("/portal/audit"), InlineData("/portal/audit/export.csv")]
    public async Task Pages_open_for_administrators_only(string path)
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        var member = await tenant.NewMember("Mia", DirectoryRoles.GuestInviter);
        using var stranger = tenant.App.Browser();
        using var colleague = tenant.App.Browser();
        using var admin = tenant.App.Browser();
        await colleague.SignIn(member.UserPrincipalName);
        await admin.SignIn(tenant.Admin.UserPrincipalName);

        using var first = await stranger.GetAsync(path, Ct);
        using var second = await colleague.GetAsync(path, Ct);
        using var third = await admin.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.StartsWith("/signin?return=", first.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Pages_about_another_organisations_things_are_not_found(Store store)
    {
        var app = await TestApp.Shared(store);
        var (mine, theirs) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var guest = await theirs.NewGuest();
        var group = await theirs.NewGroup("Theirs");
        var wiki = (await theirs.NewApp(new("Wiki"))).ServicePrincipal;
        var entry = (await theirs.AuditOf(theirs.Admin.Id))[0];
        string[] paths = [$"/portal/users/{guest.Id}", $"/portal/groups/{group.Id}", $"/portal/applications/{wiki.Id}", $"/portal/audit/{entry.Id}"];
        using var stranger = app.Browser();
        using var owner = app.Browser();
        await stranger.SignIn(mine.Admin.UserPrincipalName);
        await owner.SignIn(theirs.Admin.UserPrincipalName);

        foreach (var path in paths)
        {
            using var closed = await stranger.GetAsync(path, Ct);
            using var open = await owner.GetAsync(path, Ct);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, closed.StatusCode));
            Assert.Equal((path, HttpStatusCode.OK), (path, open.StatusCode));
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule17_Hostile_names_are_text_on_pages_and_in_files(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        const string Name = "=1+1<script>alert(1)</script>";
        var guest = await tenant.NewGuest(Name);
        await tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, guest.Id, true, Ct));
        using var browser = tenant.App.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);

        foreach (var path in (string[])["/portal/users", $"/portal/users/{guest.Id}", "/portal/audit"])
        {
            var page = await browser.GetStringAsync(path, Ct);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;alert", page, StringComparison.Ordinal);
        }

        Assert.Contains("'=1+1<script>", await browser.GetStringAsync("/portal/users/export.csv", Ct), StringComparison.Ordinal);
        Assert.Contains("'=1+1<script>", await browser.GetStringAsync("/portal/audit/export.csv", Ct), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Users_are_paged_in_order_whatever_their_case_and_nobody_is_missed(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant("Zulu");
        string[] names = ["bernd", "Anna", "anna", "Zoe", "carla", "Anna"];
        foreach (var name in names) await tenant.NewGuest(name);

        foreach (var (order, descending) in new[] { (UserOrder.Name, false), (UserOrder.Name, true), (UserOrder.Created, false), (UserOrder.Created, true) })
        {
            var seen = new List<UserRow>();
            var query = new UserQuery(UserFilter.Guests, null, order, descending);
            do
            {
                var page = await tenant.App.In(tenant.Id, (services, _) => services.GetRequiredService<UserList>().Read(query, 2, Ct));
                seen.AddRange(page.Rows);
                query = query with { After = page.Next };
            }
            while (query.After is not null);

            Assert.Equal(names.Length, seen.DistinctBy(u => u.Id).Count());
            Assert.Equal(names.Length, seen.Count);
            if (order == UserOrder.Name)
            {
                var expected = names.Select(n => n.ToLowerInvariant()).Order(StringComparer.Ordinal);
                Assert.Equal(descending ? expected.Reverse() : expected, seen.Select(u => u.NameKey));
            }
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Search_finds_by_the_beginning_of_name_address_or_user_name(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var address = $"Quinn.{Guid.CreateVersion7():N}@partner.example";
        var guest = await tenant.NewGuest("Özlem Ypsilon", address: address);

        foreach (var typed in (string[])["Özl", "özlem y", "quinn.", "QUINN"])
            Assert.Equal(guest.Id, Assert.Single((await Find(tenant, new(Search: typed))).Rows).Id);
        Assert.Empty((await Find(tenant, new(Search: "zlem"))).Rows);
        Assert.Equal(tenant.Admin.Id, Assert.Single((await Find(tenant, new(UserFilter.Members, "admin@"))).Rows).Id);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Filters_show_whom_they_name(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (waiting, accepted, failed, blocked, removed) = (await tenant.NewGuest("W"), await tenant.NewGuest("A", InvitationState.Redeemed), await tenant.NewGuest("F"), await tenant.NewGuest("B"), await tenant.NewGuest("R"));
        await tenant.App.In(tenant.Id, (_, db) => db.Invitations.Where(i => i.Id == failed.InvitationId).ExecuteUpdateAsync(set => set.SetProperty(i => i.Delivery, Foyer.Mail.DeliveryState.Failed), Ct));
        await tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, blocked.Id, true, Ct));
        await tenant.As((RemoveGuest remove, TenantAdmin admin) => remove.Run(admin, removed.Id, Ct));

        async Task<string> Shown(UserFilter filter) => string.Concat((await Find(tenant, new(filter))).Rows.Where(r => r.UserType == UserType.Guest).Select(r => r.DisplayName).Order(StringComparer.Ordinal));
        Assert.Equal("ABFW", await Shown(UserFilter.All));
        Assert.Equal("ABFW", await Shown(UserFilter.Guests));
        Assert.Equal("BFW", await Shown(UserFilter.Waiting));
        Assert.Equal("", await Shown(UserFilter.Never));
        Assert.Equal("A", await Shown(UserFilter.Accepted));
        Assert.Equal("F", await Shown(UserFilter.Failed));
        Assert.Equal("B", await Shown(UserFilter.Blocked));
        Assert.Equal("R", await Shown(UserFilter.Removed));
        Assert.NotEqual(waiting.Id, accepted.Id);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_audit_log_is_filtered_and_paged_newest_first(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        for (var i = 0; i < 3; i++)
        {
            await tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, guest.Id, true, Ct));
            await tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, guest.Id, false, Ct));
        }

        Task<AuditRows> Read(AuditQuery query) => tenant.App.In(tenant.Id, (services, _) => services.GetRequiredService<AuditList>().Read(query, 2, Ct));
        var now = tenant.App.Clock.GetUtcNow().UtcDateTime;
        var first = await Read(new(Foyer.Audit.Activities.UserBlocked));
        var second = await Read(new(Foyer.Audit.Activities.UserBlocked, Before: first.Next));

        Assert.Equal(3, first.Rows.Concat(second.Rows).Select(r => r.Id).Distinct().Count());
        Assert.Null(second.Next);
        Assert.Equal(2, (await Read(new(Person: "ALICE"))).Rows.Count);
        Assert.Empty((await Read(new(From: now.AddDays(1)))).Rows);
        Assert.Empty((await Read(new(Until: now.AddDays(-1)))).Rows);
        Assert.NotEmpty((await Read(new(From: now.AddDays(-1), Until: now.AddDays(1)))).Rows);
    }

    private static Task<UserRows> Find(TestTenant tenant, UserQuery query) => tenant.App.In(tenant.Id, (services, _) => services.GetRequiredService<UserList>().Read(query, 50, Ct));
}
