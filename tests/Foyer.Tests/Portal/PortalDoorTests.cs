using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Portal;

/// <summary>Who gets into the portal, and what they find there, asked over HTTP: the pages are rendered before the circuit begins.</summary>
public sealed class PortalDoorTests
{
    public static TheoryData<Store, string> Addresses() => new(
        from store in Enum.GetValues<Store>()
        from path in new[] { "/portal", "/portal/users/add", "/portal/invitations", "/portal/outbox", $"/portal/invitations/{Guid.Empty}", $"/portal/invitations/{Guid.Empty}/results.csv", "/portal/users/add/sample.csv" }
        select (store, path));

    [Theory, MemberData(nameof(Addresses))]
    public async Task Somebody_unknown_is_asked_to_sign_in_and_comes_back(Store store, string path)
    {
        var app = await TestApp.Shared(store);
        using var browser = app.Browser();
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/signin?return=" + Uri.EscapeDataString(path), answer.Headers.Location!.OriginalString);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Nobody_unknown_gets_a_circuit(Store store)
    {
        var app = await TestApp.Shared(store);
        using var browser = app.Browser();
        using var answer = await browser.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_member_without_the_right_is_told_who_may_enter(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var inviter = await tenant.NewMember("Ingrid", DirectoryRoles.GuestInviter);
        using var browser = app.Browser();
        await browser.SignIn(inviter.UserPrincipalName);
        using var answer = await browser.GetAsync("/portal/users/add");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Only administrators can open the portal", page, StringComparison.Ordinal);
        Assert.Contains("prompt=select_account", page, StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_who_administers_nothing_at_home_is_refused_although_known_here(Store store)
    {
        var app = await TestApp.Shared(store);
        var (host, home) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var bob = await home.NewMember("Bob");
        await host.NewGuest(bob);
        using var browser = app.Browser();
        await browser.SignIn(bob.UserPrincipalName);
        foreach (var path in new[] { "/portal", $"/portal/users/{host.Admin.Id}", "/portal/users/export.csv", "/portal/audit/export.csv", "/portal/users/add/sample.csv" })
        {
            using var answer = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            var page = await answer.Content.ReadAsStringAsync();
            foreach (var words in new[] { "Only administrators can open the portal", "You are signed in as Bob and that account does not administer this organisation.", "return=" + Uri.EscapeDataString(path), "Reference: " + answer.Headers.GetValues("x-correlation-id").Single() })
                Assert.Contains(words, page, StringComparison.Ordinal);
            Assert.DoesNotContain(host.Admin.DisplayName, page, StringComparison.Ordinal);
        }
        using var circuit = await browser.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
        Assert.Contains("You cannot open this page", await circuit.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_administrator_sees_their_organisation_under_a_policy_without_inline_script(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        using var browser = app.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        using var answer = await browser.GetAsync("/portal");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString().Split(',')[0]);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Contoso", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]* src=)", page);
        Assert.DoesNotContain("https://", Regex.Replace(page, "xmlns=\"[^\"]*\"", "", RegexOptions.None, TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_right_that_was_taken_away_closes_the_door_at_the_next_request(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        using var browser = app.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/portal")).StatusCode);
        await app.In(tenant.Id, (_, db) => db.DirectoryRoleAssignments.Where(r => r.UserId == tenant.Admin.Id).ExecuteDeleteAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/portal")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_A_batch_of_another_organisation_does_not_exist(Store store)
    {
        var app = await TestApp.Shared(store);
        var (one, other) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var batch = await Planned(one, "anna@partner.example");
        using var own = app.Browser();
        await own.SignIn(one.Admin.UserPrincipalName);
        Assert.Contains("Send 1 invitation", await own.GetStringAsync($"/portal/invitations/{batch}"), StringComparison.Ordinal);
        Assert.Contains("anna@partner.example", await own.GetStringAsync($"/portal/invitations/{batch}/results.csv"), StringComparison.Ordinal);

        using var stranger = app.Browser();
        await stranger.SignIn(other.Admin.UserPrincipalName);
        foreach (var path in new[] { $"/portal/invitations/{batch}", $"/portal/invitations/{batch}/results.csv" })
        {
            using var answer = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.DoesNotContain("anna@partner.example", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_A_mail_of_another_organisation_does_not_exist(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        using var browser = app.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/portal/outbox/{Guid.CreateVersion7()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/portal/nowhere")).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule17_What_a_file_says_stays_text_on_the_page(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant();
        var batch = await Planned(tenant, "<script>alert(1)</script>@partner.example");
        using var browser = app.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        var page = await browser.GetStringAsync($"/portal/invitations/{batch}");
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_file_is_one_that_the_import_reads()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var tenant = await app.NewTenant();
        using var browser = app.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        var batch = await Planned(tenant, await browser.GetByteArrayAsync("/portal/users/add/sample.csv"));
        var planned = await app.In(tenant.Id, (_, db) => db.InvitationBatches.SingleAsync(b => b.Id == batch));
        Assert.Equal((2, 0), (planned.Invited, planned.Failed));
    }

    private static Task<Guid> Planned(TestTenant tenant, string address) =>
        Planned(tenant, Encoding.UTF8.GetBytes($"Email,DisplayName,InviteContactUsUrl\n{address},Anna,https://contoso.example/help\n"));

    private static Task<Guid> Planned(TestTenant tenant, byte[] file) => tenant.App.In(tenant.Id, async (services, _) =>
    {
        var inviter = await services.GetRequiredService<ResolveActor>().Inviter(tenant.Admin.Id, isApp: false, default);
        var uploaded = await services.GetRequiredService<UploadBatch>().Run(inviter!, "partners.csv", new MemoryStream(file), dryRun: true, null, default);
        return uploaded.Failed(out var problem, out var batch) ? throw new InvalidOperationException(problem.Sentence) : batch.Id;
    });
}
