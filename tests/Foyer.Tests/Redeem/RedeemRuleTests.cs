using System.Net;
using System.Text.RegularExpressions;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Invitations;
using Foyer.Tenants;
using Foyer.Tests.Mail;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Redeem;

/// <summary>The rules of security.md that redemption holds.</summary>
public partial class RedeemTests
{
    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule01_Nothing_a_page_or_cookie_shows_or_the_store_keeps_is_the_secret_of_the_other_link(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        using var answer = await browser.Send(await browser.GetStringAsync(made.CopiedLink));
        Assert.DoesNotContain(made.Copied.Reveal(), string.Join('\n', answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        var row = await host.App.In(host.Id, (_, db) => db.Redemptions.SingleAsync(r => r.InvitationId == made.Id));
        Assert.Equal(32, row.SecretHash.Length);
        Assert.NotEqual(row.SecretHash, row.LinkHash);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule03_ExpiryIsCheckedAtTheWrite(Store store)
    {
        await using var app = await TestApp.New(store);
        var host = await app.NewTenant();
        var made = await host.NewInvitation(lifetime: TimeSpan.FromMinutes(30));
        using var browser = app.Browser();
        var consent = await browser.Step(await browser.Continue(made.Link), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));
        app.Clock.Advance(TimeSpan.FromMinutes(31));
        var closed = await browser.Step(consent);
        Assert.Contains("This invitation has run out", closed, StringComparison.Ordinal);
        Assert.Equal(ExternalUserState.PendingAcceptance, (await made.Guest()).ExternalUserState);
        Assert.Equal(InvitationState.Pending, (await made.Read()).State);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule03_Of_sixteen_redemptions_at_once_one_writes_and_all_arrive(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var consent = await browser.Step(await browser.Continue(made.Link), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => browser.Send(consent)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.SeeOther, a.StatusCode));
        Assert.Contains("You are in", await browser.Next(), StringComparison.Ordinal);
        Assert.Single(await Audit(host, made.GuestId), a => a == Activities.Redeemed);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule03_Sixteen_writes_with_the_same_reading_redeem_once(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        var invitation = await made.Read();
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => host.App.In(host.Id, async (services, db) =>
        {
            var redeem = (RedeemInvitation)services.GetService(typeof(RedeemInvitation))!;
            var recipient = new Recipient { TenantId = host.Id, Id = made.GuestId, Name = "Alice", CorrelationId = "race", Invitation = invitation, LinkHash = made.Mailed.Hash, HomeTenantId = host.Id, HomeUserId = host.Admin.Id, SignInName = made.Address };
            return !(await redeem.Run(recipient, CancellationToken.None)).Failed(out _, out _);
        }))));
        Assert.Single(results, redeemed => redeemed);
        Assert.Single(await Audit(host, made.GuestId), a => a == Activities.Redeemed);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule04_A_copied_link_proves_nothing_until_the_mailed_code_is_typed(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var ask = await browser.Continue(made.CopiedLink);
        Assert.Contains("Send the code", ask, StringComparison.Ordinal);
        using (var early = await browser.PostSignUp(ask)) Assert.Equal(HttpStatusCode.SeeOther, early.StatusCode);
        Assert.False(await host.App.In(host.Id, (_, db) => db.VerifiedDomains.AcrossTenants().AnyAsync(d => d.Name == TestApp.Address(made.Address).Domain)));

        var type = await browser.Step(ask);
        var code = CodeIn((await host.App.MailTo(made.Address)).TextBody);
        var signUp = await browser.Step(type, ("code", code[..4] + " " + code[4..]));
        Assert.Contains("Create your account", signUp, StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule04_An_equal_address_in_another_organisation_is_somebody_else(Store store)
    {
        var (host, _) = await Host(store);
        var fabrikam = await host.App.NewTenant("Fabrikam");
        await fabrikam.NewMember("Bob");
        var impostors = await host.App.NewTenant("Impostors");
        var mallory = await impostors.NewMember("Mallory");
        await host.App.In(impostors.Id, (_, db) => db.Users.Where(u => u.Id == mallory.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.Mail, $"bob@{fabrikam.Domain}").SetProperty(u => u.MailKey, $"bob@{fabrikam.Domain}")));
        var made = await host.NewInvitation($"bob@{fabrikam.Domain}");
        using var browser = host.App.Browser();
        await browser.SignIn($"mallory@{impostors.Domain}");
        Assert.Contains("signed in as somebody else", await browser.Continue(made.Link), StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule06_A_managed_domain_cannot_be_signed_up_for(Store store)
    {
        var (host, _) = await Host(store);
        var fabrikam = await host.App.NewTenant("Fabrikam");
        var made = await host.NewInvitation($"nobody@{fabrikam.Domain}");
        using var browser = host.App.Browser();
        var page = await browser.Continue(made.Link);
        Assert.Contains("There is no account for you yet", page, StringComparison.Ordinal);
        Assert.Contains("Fabrikam has no account for", page, StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule07_The_inviter_cannot_redeem_and_the_page_names_who_is_signed_in(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        await browser.SignIn($"admin@{host.Domain}");
        var page = await browser.Continue(made.Link);
        Assert.Contains($"Contoso Administrator (admin@{host.Domain})", page, StringComparison.Ordinal);
        using var forced = await browser.PostAccept(page);
        Assert.Equal(HttpStatusCode.SeeOther, forced.StatusCode);
        Assert.Equal(InvitationState.Pending, (await made.Read()).State);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule07_What_was_granted_is_compared_with_what_the_inviter_may_grant_now(Store store)
    {
        var (host, moodle) = await Host(store);
        var carol = await host.NewMember("Carol", DirectoryRoles.GlobalAdministrator);
        var made = await host.NewInvitation(inviter: carol, app: moodle, batchId: Guid.CreateVersion7());
        using var browser = host.App.Browser();
        var consent = await browser.Step(await browser.Continue(made.Link), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));
        await host.App.In(host.Id, async (_, db) =>
        {
            await db.DirectoryRoleAssignments.Where(r => r.UserId == carol.Id).ExecuteDeleteAsync();
            db.DirectoryRoleAssignments.Add(new() { TenantId = host.Id, UserId = carol.Id, RoleTemplateId = DirectoryRoles.GuestInviter });
            await db.SaveChangesAsync();
        });
        Assert.Contains("on hold", await browser.Step(consent), StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule08_Invitations_of_a_blocked_inviter_pause_and_go_on_afterwards(Store store)
    {
        var (host, _) = await Host(store);
        var carol = await host.NewMember("Carol", DirectoryRoles.GuestInviter);
        var made = await host.NewInvitation(inviter: carol);
        using var browser = host.App.Browser();
        var consent = await browser.Step(await browser.Continue(made.Link), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));
        await Block(host, carol, enabled: false);
        Assert.Contains("This invitation is on hold", await browser.Step(consent), StringComparison.Ordinal);
        Assert.Equal(InvitationState.Pending, (await made.Read()).State);
        await Block(host, carol, enabled: true);
        Assert.Contains("You are in", await browser.Step(await browser.Next()), StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule10_Wrong_codes_are_bounded_and_a_new_code_recovers(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var type = await browser.Step(await browser.Continue(made.CopiedLink));
        var first = CodeIn((await host.App.MailTo(made.Address)).TextBody);
        var wrong = first == "00000000" ? "00000001" : "00000000";
        for (var i = 0; i < ProveMailbox.MostWrongCodes; i++)
        {
            using var refused = await browser.Send(type, ("code", wrong));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        using (var late = await browser.Send(type, ("code", first))) Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        var again = await browser.Step(await browser.Next());
        var second = CodeIn((await host.App.MailTo(made.Address, m => CodeIn(m.TextBody) != first)).TextBody);
        using (var old = await browser.Send(again, ("code", first))) Assert.Equal(HttpStatusCode.BadRequest, old.StatusCode);
        Assert.Contains("Create your account", await browser.Step(again, ("code", second)), StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule11_Opening_any_address_of_the_link_writes_nothing(Store store)
    {
        await using var app = await TestApp.New(store);
        var host = await app.NewTenant();
        var made = await host.NewInvitation();
        using var browser = app.Browser();
        var before = await Fingerprint(host);
        foreach (var path in new[] { "/redeem", "/redeem/decline", "/redeem/report" })
        {
            for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(path + made.Link["/redeem".Length..])).StatusCode);
        }
        foreach (var path in new[] { "/redeem/next", "/redeem/later" }) await browser.GetAsync(path);
        Assert.Equal(before, await Fingerprint(host));
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule14_Nobody_signs_up_outside_a_redemption(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var page = await browser.GetStringAsync(made.Link);
        using var without = await browser.PostSignUp(page);
        Assert.Equal(HttpStatusCode.NotFound, without.StatusCode);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule15_A_replaced_link_is_dead_even_half_way(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var consent = await browser.Step(await browser.Continue(made.Link), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));
        var fresh = InvitationSecret.New();
        await host.App.In(host.Id, (_, db) => db.Invitations.Where(i => i.Id == made.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.MailedSecretHash, fresh.Hash)));
        using var dead = await browser.Send(consent);
        Assert.Equal(HttpStatusCode.NotFound, dead.StatusCode);
        Assert.Contains("a newer mail with a new link was sent", await dead.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(made.Link)).StatusCode);
        Assert.Contains("You are in", await browser.Step(await browser.Continue(made.LinkWith(fresh))), StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule16_A_link_opens_nothing_in_another_organisation(Store store)
    {
        var (host, _) = await Host(store);
        var other = await host.App.NewTenant("Other");
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(made.Link.Replace(host.Id.ToString(), other.Id.ToString(), StringComparison.Ordinal))).StatusCode);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule18_Codes_and_notices_to_one_person_are_limited(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var ask = await browser.Continue(made.CopiedLink);
        for (var i = 0; i < host.App.Options.Limits.CodesPerRecipient; i++) await browser.Step(ask);
        using var tooMany = await browser.Send(ask);
        Assert.Equal(HttpStatusCode.TooManyRequests, tooMany.StatusCode);
        Assert.NotNull(tooMany.Headers.RetryAfter);

        var report = await browser.GetStringAsync("/redeem/report" + made.Link["/redeem".Length..]);
        for (var i = 0; i < host.App.Options.Limits.NoticesPerRecipient; i++) Assert.Equal(HttpStatusCode.OK, (await browser.Send(report)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.Send(report)).StatusCode);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule20_Every_link_that_opens_nothing_gets_the_same_page(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var secret = InvitationSecret.New();
        var pages = new List<string>();
        foreach (var link in new[]
        {
            made.LinkWith(secret), made.Link.Replace(made.Id.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal),
            made.Link.Replace(host.Id.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal), "/redeem", "/redeem?tenant=x&user=y&ticket=z", "/redeem/next",
        })
        {
            using var answer = await browser.GetAsync(link);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            pages.Add(Neutral(await answer.Content.ReadAsStringAsync()));
        }
        Assert.Single(pages.Distinct(StringComparer.Ordinal));
    }
}

internal static class ForcedForms
{
    extension(HttpClient browser)
    {
        /// <summary>Sends a form of another step with a token that is good.</summary>
        public Task<HttpResponseMessage> PostSignUp(string page) => browser.Send(Elsewhere(page, "/redeem/signup"), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));

        public Task<HttpResponseMessage> PostAccept(string page) => browser.Send(Elsewhere(page, "/redeem/accept"));
    }

    private static string Elsewhere(string page, string action) => Regex.Replace(page, "action=\"[^\"]*\"", $"action=\"{action}\"", RegexOptions.None, TimeSpan.FromSeconds(1));
}
