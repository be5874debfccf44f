using System.Net;
using Foyer.Apps;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.MyApps;

public class MyAppsTests
{
    private static Task Assign(TestTenant tenant, TestRegistration app, Guid userId) => tenant.App.In(tenant.Id, async (_, db) =>
    {
        db.AppRoleAssignments.Add(new() { TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), ResourceId = app.ServicePrincipal.Id, PrincipalId = userId, PrincipalType = PrincipalType.User, AppRoleId = AppRoleAssignment.DefaultAccess, CreatedAt = TestApp.Start.UtcDateTime });
        await db.SaveChangesAsync();
    });

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_sees_the_apps_of_the_organisation_and_switches(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, contoso, other) = (await app.NewTenant("Fabrikam"), await app.NewTenant(), await app.NewTenant("Northwind"));
        var bob = await home.NewMember("Bob");
        var guest = await contoso.NewGuest(bob);
        var moodle = await contoso.NewApp(new("Moodle <b>") { SignOnUrl = "https://moodle.example/start", AccentColor = "#c2570c" });
        var secret = await contoso.NewApp(new("Payroll") { SignOnUrl = "https://payroll.example/" });
        var script = await contoso.NewApp(new("Trick") { SignOnUrl = "javascript:alert(1)" });
        await Assign(contoso, moodle, guest.Id);
        await Assign(contoso, script, guest.Id);
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);

        var page = await browser.GetStringAsync($"/myapps?tenantId={contoso.Id}");
        Assert.Contains("href=\"https://moodle.example/start\"", page, StringComparison.Ordinal);
        Assert.Contains("Moodle &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("class=\"tile accent-c2570c\"", page, StringComparison.Ordinal);
        Assert.Contains(".accent-c2570c", await browser.GetStringAsync("/accents.css?c=c2570c&c=%7D%20evil"), StringComparison.Ordinal);
        Assert.DoesNotContain("Payroll", page, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript", page, StringComparison.Ordinal);
        Assert.Contains($"/myapps?tenantId={home.Id}", page, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Id.ToString("D"), page, StringComparison.Ordinal);

        // The home has no apps, so the only organisation that invited comes up by itself.
        Assert.Contains("Moodle", await browser.GetStringAsync("/myapps"), StringComparison.Ordinal);
        Assert.Contains("There is no app for you at Fabrikam yet", WebUtility.HtmlDecode(await browser.GetStringAsync($"/myapps?tenantId={home.Id}")), StringComparison.Ordinal);
        Assert.NotNull(secret);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_An_organisation_that_does_not_know_the_person_answers_like_none(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, strange, pending) = (await app.NewTenant("Fabrikam"), await app.NewTenant(), await app.NewTenant("Northwind"));
        var bob = await home.NewMember("Bob");
        await pending.NewGuest(bob, ExternalUserState.PendingAcceptance);
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);

        var answers = new List<string>();
        foreach (var id in new[] { strange.Id.ToString("D"), pending.Id.ToString("D"), Guid.CreateVersion7().ToString("D"), "nonsense" })
        {
            using var answer = await browser.GetAsync($"/myapps?tenantId={id}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            answers.Add(Pages.Shape(await answer.Content.ReadAsStringAsync(), id));
        }
        Assert.Single(answers.Distinct());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_A_removed_guest_is_gone_at_once(Store store)
    {
        var app = await TestApp.Shared(store);
        var (home, contoso) = (await app.NewTenant("Fabrikam"), await app.NewTenant());
        var bob = await home.NewMember("Bob");
        var guest = await contoso.NewGuest(bob);
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/myapps?tenantId={contoso.Id}")).StatusCode);

        await app.In(contoso.Id, (_, db) => db.Users.Where(u => u.Id == guest.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DeletedAt, TestApp.Start.UtcDateTime)));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/myapps?tenantId={contoso.Id}")).StatusCode);
        Assert.DoesNotContain(contoso.Id.ToString("D"), await browser.GetStringAsync("/account"), StringComparison.Ordinal);
    }
}
