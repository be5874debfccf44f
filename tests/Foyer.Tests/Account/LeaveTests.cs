using System.Net;
using Foyer.Audit;
using Foyer.Invitations;
using Foyer.Tests.Guests;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Account;

public class LeaveTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_A_guest_who_leaves_is_out_at_once_and_the_organisation_sees_who_did_it(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, host) = (await app.NewTenant("Fabrikam"), await app.NewTenant());
        var bob = await home.NewMember("Bob");
        var guest = await host.NewGuest(bob);
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);
        Assert.Contains($"/account/leave/{host.Id}", await browser.GetStringAsync("/account"), StringComparison.Ordinal);
        var page = await browser.GetStringAsync($"/account/leave/{host.Id}");
        Assert.Contains("For 30 days its administrators can bring you back", page, StringComparison.Ordinal);
        Assert.Null((await host.Read(guest.Id)).DeletedAt);

        using var answer = await browser.Send(page);

        Assert.Contains("You have left Contoso", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull((await host.Read(guest.Id)).DeletedAt);
        Assert.Equal(guest.Id, Assert.Single(await host.AuditOf(guest.Id), a => a.Activity == Activities.GuestLeft).ActorId);
        Assert.DoesNotContain(host.Id.ToString("D"), await browser.GetStringAsync("/account"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/myapps?tenantId={host.Id}")).StatusCode);
        using var again = await browser.Send(page);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);

        // It was a mistake: an administrator brings the guest back.
        Assert.Null((await host.As((RestoreGuest restore, TenantAdmin admin) => restore.Run(admin, guest.Id, Ct))).Code());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/myapps?tenantId={host.Id}")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Nobody_leaves_their_home_or_an_organisation_that_does_not_know_them(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, host, strange) = (await app.NewTenant("Fabrikam"), await app.NewTenant(), await app.NewTenant("Northwind"));
        var (bob, eve) = (await home.NewMember("Bob"), await home.NewMember("Eve"));
        await host.NewGuest(bob);
        var other = await strange.NewGuest(eve);
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);
        var page = await browser.GetStringAsync($"/account/leave/{host.Id}");

        foreach (var id in new[] { home.Id, strange.Id, Guid.CreateVersion7() })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/account/leave/{id}")).StatusCode);
            using var answer = await browser.Send(page.Replace(host.Id.ToString("D"), id.ToString("D"), StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.Null((await strange.Read(other.Id)).DeletedAt);
        Assert.Null((await home.Read(bob.Id)).DeletedAt);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_only_administrator_stays_until_there_is_another(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, host) = (await app.NewTenant("Fabrikam"), await app.NewTenant());
        var bob = await home.NewMember("Bob");
        var guest = await host.NewGuest(bob);
        Task Block(bool enabled) => app.In(host.Id, (_, db) => db.Users.Where(u => u.Id == host.Admin.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.AccountEnabled, enabled), Ct));
        await app.In(host.Id, async (_, db) =>
        {
            db.DirectoryRoleAssignments.Add(new() { TenantId = host.Id, UserId = guest.Id, RoleTemplateId = DirectoryRoles.GlobalAdministrator });
            await db.SaveChangesAsync(Ct);
        });
        await Block(enabled: false);
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);

        using var answer = await browser.Send(await browser.GetStringAsync($"/account/leave/{host.Id}"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var stays = await answer.Content.ReadAsStringAsync();
        foreach (var words in (string[])["You cannot leave yet", "You are the only administrator of Contoso.", "Make somebody else an administrator first.", "Reference: " + answer.Headers.GetValues("x-correlation-id").Single()])
            Assert.Contains(words, stays, StringComparison.Ordinal);
        Assert.DoesNotContain(await host.AuditOf(guest.Id), a => a.Activity == Activities.GuestLeft);
        Assert.Null((await host.Read(guest.Id)).DeletedAt);

        await Block(enabled: true);
        using var gone = await browser.Send(await browser.GetStringAsync($"/account/leave/{host.Id}"));
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
    }
}
