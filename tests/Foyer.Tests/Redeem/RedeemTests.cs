using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Invitations;
using Foyer.Tenants;
using Foyer.Tests.Mail;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Redeem;

/// <summary>The ways of partners from the link to the app, and where they end otherwise.</summary>
public partial class RedeemTests
{
    private const Store S = Store.Sqlite;
    private const Store P = Store.Postgres;

    [Theory, InlineData(S), InlineData(P)]
    public async Task A_person_without_an_account_signs_up_accepts_and_is_sent_to_the_app(Store store)
    {
        var (host, moodle) = await Host(store);
        var made = await host.NewInvitation(app: moodle, message: "Welcome aboard");
        using var browser = host.App.Browser();

        var first = await browser.GetStringAsync(made.Link);
        Assert.Contains("Contoso invites you to Moodle", first, StringComparison.Ordinal);
        Assert.Contains("Welcome aboard", first, StringComparison.Ordinal);
        Assert.Contains("30 days left", first, StringComparison.Ordinal);
        Assert.Contains(host.Domain, first, StringComparison.Ordinal);

        var signUp = await browser.Continue(made.Link);
        Assert.Contains("Create your account", signUp, StringComparison.Ordinal);
        var consent = await browser.Step(signUp, ("name", "Alice L."), ("password", Redeeming.Password), ("act", "create"));
        Assert.Contains("has given no privacy statement", consent, StringComparison.Ordinal);
        var enter = await browser.Step(consent);
        Assert.Contains("""http-equiv="refresh" content="0;url=https://moodle.example/start""", enter, StringComparison.Ordinal);

        var guest = await made.Guest();
        Assert.Equal(ExternalUserState.Accepted, guest.ExternalUserState);
        Assert.Equal(TestApp.Start.UtcDateTime, guest.ExternalUserStateChangedAt);
        Assert.Equal(made.Address, guest.SignInName);
        Assert.Matches("^5::[0-9A-F]{32}$", guest.AltSecId);
        Assert.Equal(("federated", "ExternalAzureAD", guest.HomeUserId?.ToString("D")), UserIdentity.Of(guest, "contoso.example").Select(i => (i.SignInType, i.Issuer, i.IssuerAssignedId)).Last());
        Assert.Equal("Alice Liddell", guest.DisplayName);
        Assert.Equal(InvitationState.Redeemed, (await made.Read()).State);

        var home = await host.App.In(guest.HomeTenantId!.Value, (_, db) => db.Tenants.SingleAsync(t => t.Id == guest.HomeTenantId));
        Assert.Equal((TenantKind.Unmanaged, TestApp.Address(made.Address).Domain), (home.Kind, home.InitialDomain));
        var member = await host.App.In(home.Id, (_, db) => db.Users.SingleAsync());
        Assert.Equal(("EmailVerified", "Alice L.", member.Id), (member.CreationType, member.DisplayName, guest.HomeUserId!.Value));
        Assert.Contains(Activities.Redeemed, await Audit(host, guest.Id));
        var atHome = await host.App.In(home.Id, (_, db) => db.AuditEntries.Select(a => a.Activity).ToListAsync());
        Assert.Superset(new HashSet<string>([Activities.ViralTenant, Activities.ViralUser, Activities.SignIn], StringComparer.Ordinal), atHome.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_form_whose_page_is_too_old_leads_back_to_that_page()
    {
        var (host, moodle) = await Host(S);
        var made = await host.NewInvitation(app: moodle);
        using var browser = host.App.Browser();
        async Task<string> Stale(string page, params (string, string)[] values)
        {
            using var answer = await browser.Send(page, [.. values, ("__RequestVerificationToken", "old")]);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        }

        Assert.Contains($"""class="button primary" href="{made.Link}" """.TrimEnd(), await Stale(await browser.GetStringAsync(made.Link)), StringComparison.Ordinal);
        var signUp = await browser.Continue(made.Link);
        Assert.Contains("""class="button primary" href="/redeem/next" """.TrimEnd(), await Stale(signUp, ("name", "Alice"), ("password", Redeeming.Password), ("act", "create")), StringComparison.Ordinal);
        Assert.Equal(ExternalUserState.PendingAcceptance, (await made.Guest()).ExternalUserState);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task A_person_with_a_work_account_signs_in_at_home(Store store)
    {
        var (host, moodle) = await Host(store);
        var fabrikam = await host.App.NewTenant("Fabrikam");
        var bob = await fabrikam.NewMember("Bob");
        var made = await host.NewInvitation($"bob@{fabrikam.Domain}", app: moodle);
        using var browser = host.App.Browser();

        var signIn = await browser.Continue(made.Link);
        Assert.Contains("Fabrikam", signIn, StringComparison.Ordinal);
        Assert.DoesNotContain("Not you?", signIn, StringComparison.Ordinal);
        using var signedIn = await browser.Send(signIn, ("password", TestTenant.Password));
        Assert.Contains("/redeem/next", await signedIn.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var enter = await browser.Step(await browser.Next());
        Assert.Contains("You are in", enter, StringComparison.Ordinal);
        var guest = await made.Guest();
        Assert.Equal((fabrikam.Id, bob.Id), (guest.HomeTenantId!.Value, guest.HomeUserId!.Value));
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Consumer_addresses_get_a_home_of_their_own(Store store)
    {
        var (host, moodle) = await Host(store);
        var made = await host.NewInvitation($"{Redeeming.Unique()}@gmail.com", app: moodle);
        using var browser = host.App.Browser();
        await browser.SignUpAndAccept(made.Link);
        var guest = await made.Guest();
        var home = await host.App.In(host.Id, (_, db) => db.Tenants.SingleAsync(t => t.Id == guest.HomeTenantId));
        Assert.Equal((TenantKind.Personal, made.Address), (home.Kind, home.PersonalAddressKey));
        Assert.False(await host.App.In(home.Id, (_, db) => db.VerifiedDomains.AnyAsync()));
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Colleagues_who_sign_up_share_the_home_of_their_domain(Store store)
    {
        var (host, _) = await Host(store);
        var domain = Redeeming.Unique() + ".example";
        var made = new[] { await host.NewInvitation("ann@" + domain), await host.NewInvitation("ben@" + domain), await host.NewInvitation("cat@" + domain) };
        var browsers = made.Select(_ => host.App.Browser()).ToArray();
        await Task.WhenAll(made.Zip(browsers, (m, b) => b.SignUpAndAccept(m.Link)));
        var homes = await Task.WhenAll(made.Select(async m => (await m.Guest()).HomeTenantId));
        Assert.NotNull(Assert.Single(homes.Distinct()));
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task A_used_link_stays_a_way_back_for_its_owner_only(Store store)
    {
        var (host, moodle) = await Host(store);
        var made = await host.NewInvitation(app: moodle);
        using var owner = host.App.Browser();
        await owner.SignUpAndAccept(made.Link);
        Assert.Contains("You have accepted already", await owner.GetStringAsync(made.Link), StringComparison.Ordinal);
        Assert.Contains("https://moodle.example/start", await owner.Continue(made.Link), StringComparison.Ordinal);

        using var fresh = host.App.Browser();
        Assert.Contains("""type="password""", await fresh.Continue(made.Link), StringComparison.Ordinal);
        using var stranger = host.App.Browser();
        await stranger.SignIn($"admin@{host.Domain}");
        Assert.Contains("signed in as somebody else", await stranger.Continue(made.Link), StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Declining_closes_the_invitation_and_tells_the_inviter(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        using var done = await browser.Send(await browser.GetStringAsync("/redeem/decline" + made.Link["/redeem".Length..]));
        Assert.Contains("You have declined", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(InvitationState.Declined, (await made.Read()).State);
        Assert.Contains(made.Address, (await host.App.MailTo(host.Admin.Mail!)).TextBody, StringComparison.Ordinal);

        using var closed = await browser.GetAsync(made.Link);
        Assert.Equal(HttpStatusCode.Gone, closed.StatusCode);
        using var asked = await browser.Send(await closed.Content.ReadAsStringAsync());
        Assert.Contains("We have asked for you", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Superset(new HashSet<string>([Activities.Declined, Activities.NewLinkAsked], StringComparer.Ordinal), (await Audit(host, made.GuestId)).ToHashSet(StringComparer.Ordinal));
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task A_report_tells_the_organisation_and_leaves_the_invitation_as_it_is(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        using var done = await browser.Send(await browser.GetStringAsync("/redeem/report" + made.Link["/redeem".Length..]), ("words", "I know no\u202e Contoso"));
        Assert.Contains("Thank you", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(InvitationState.Pending, (await made.Read()).State);
        var entry = await host.App.In(host.Id, (_, db) => db.AuditEntries.SingleAsync(a => a.TargetId == made.GuestId && a.Activity == Activities.Reported));
        Assert.Equal("I know no Contoso", JsonDocument.Parse(entry.Details!).RootElement.GetProperty("words").GetString());
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule17_A_reports_words_stand_in_the_inviters_mail_as_quoted_plain_text_and_not_in_its_subject(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var page = await browser.GetStringAsync("/redeem/report" + made.Link["/redeem".Length..]);
        using var done = await browser.Send(page, ("words", "Who is this?\r\n<img src=x onerror=alert(1)>\u202e\u0007 Reply-To: evil@x.example" + new string('w', 600)));
        using var mail = await host.App.MailTo(host.Admin.Mail!, m => m.Subject!.Contains("reported", StringComparison.Ordinal));
        Assert.Contains("> Who is this?\n> <img src=x onerror=alert(1)> Reply-To:", mail.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Who is this?", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('w', 501), mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', mail.HtmlBody + mail.TextBody);
        Assert.DoesNotContain('\u0007', mail.HtmlBody + mail.TextBody);
        Assert.DoesNotContain("Who is this", mail.Subject, StringComparison.Ordinal);
        Assert.Empty(mail.ReplyTo);
    }

    [Theory, InlineData(S, InvitationState.Revoked, "withdrawn"), InlineData(P, InvitationState.Revoked, "withdrawn"), InlineData(S, InvitationState.Declined, "was declined")]
    public async Task A_closed_invitation_has_a_page_with_a_next_step(Store store, InvitationState state, string words)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        await host.App.In(host.Id, (_, db) => db.Invitations.Where(i => i.Id == made.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, state)));
        using var browser = host.App.Browser();
        using var page = await browser.GetAsync(made.Link);
        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Contains("Ask for a new link", html, StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task One_account_cannot_be_two_guests(Store store)
    {
        var (host, _) = await Host(store);
        var fabrikam = await host.App.NewTenant("Fabrikam");
        var bob = await fabrikam.NewMember("Bob");
        await host.App.In(fabrikam.Id, (_, db) => db.Users.Where(u => u.Id == bob.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.Mail, "robert@" + fabrikam.Domain).SetProperty(u => u.MailKey, "robert@" + fabrikam.Domain)));
        var (first, second) = (await host.NewInvitation($"bob@{fabrikam.Domain}"), await host.NewInvitation($"robert@{fabrikam.Domain}"));
        using var browser = host.App.Browser();
        await browser.SignIn($"bob@{fabrikam.Domain}");
        await browser.Step(await browser.Continue(first.Link));
        using var answer = await browser.Send(await browser.Continue(second.Link));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("under another address", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(InvitationState.Pending, (await second.Read()).State);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task The_sign_up_page_shows_the_password_without_script_and_says_how_strong_it_is(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var signUp = await browser.Continue(made.Link);
        using var shown = await browser.Send(signUp, ("name", "Alice"), ("password", Redeeming.Password), ("act", "show"));
        var page = await shown.Content.ReadAsStringAsync();
        Assert.Contains($"value=\"{Redeeming.Password}\"", page, StringComparison.Ordinal);
        Assert.Contains("Strong", page, StringComparison.Ordinal);
        using var weak = await browser.Send(signUp, ("name", "Alice"), ("password", "alicealicealice"), ("act", "create"));
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        Assert.Contains("easy to guess", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Create your account", await browser.Next(), StringComparison.Ordinal);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Not_now_shares_nothing_and_names_the_way_back(Store store)
    {
        var (host, _) = await Host(store);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        await browser.Step(await browser.Continue(made.Link), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));
        Assert.Contains("holds until 31 March 2027", await browser.GetStringAsync("/redeem/later"), StringComparison.Ordinal);
        Assert.Equal(ExternalUserState.PendingAcceptance, (await made.Guest()).ExternalUserState);
    }

    [Fact]
    public async Task A_form_without_the_token_of_its_page_does_nothing()
    {
        var (host, _) = await Host(S);
        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        using var answer = await browser.PostAsync("/redeem/decline", new FormUrlEncodedContent([new("tenant", host.Id.ToString()), new("user", made.Id.ToString()), new("ticket", made.Mailed.Reveal())]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Nothing was changed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(InvitationState.Pending, (await made.Read()).State);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_says_so()
    {
        using var browser = (await TestApp.Shared(S)).Browser();
        using var page = await browser.GetAsync("/nothing/here");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("There is no such page", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private static async Task<(TestTenant Host, ServicePrincipal Moodle)> Host(Store store)
    {
        var host = await (await TestApp.Shared(store)).NewTenant();
        var app = await host.NewApp(new("Moodle") { SignOnUrl = "https://moodle.example/start", RedirectUris = ["https://moodle.example/signin-oidc"] });
        return (host, app.ServicePrincipal);
    }

    private static Task<List<string>> Audit(TestTenant host, Guid target) =>
        host.App.In(host.Id, (_, db) => db.AuditEntries.Where(a => a.TargetId == target).Select(a => a.Activity).ToListAsync());

    private static Task<int> Block(TestTenant host, User user, bool enabled) =>
        host.App.In(host.Id, (_, db) => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.AccountEnabled, enabled)));

    /// <summary>Everything that the way of an invitation could change.</summary>
    private static Task<string> Fingerprint(TestTenant host) => host.App.In(host.Id, async (_, db) => JsonSerializer.Serialize(new object[]
    {
        await db.Invitations.AsNoTracking().ToListAsync(), await db.Users.AsNoTracking().ToListAsync(), await db.Redemptions.AsNoTracking().ToListAsync(),
        await db.AuditEntries.CountAsync(), await db.Set<Foyer.Mail.OutgoingMail>().CountAsync(), await db.Set<Foyer.SignIn.AttemptCounter>().CountAsync(),
    }));

    private static string CodeIn(string? text) => Code().Match(text ?? "").Value;

    private static string Neutral(string page) => Reference().Replace(Query().Replace(page, "lang"), "Reference");

    [GeneratedRegex(@"\b\d{8}\b")]
    private static partial Regex Code();

    [GeneratedRegex("Reference: [0-9a-f-]+")]
    private static partial Regex Reference();

    [GeneratedRegex("""href="/redeem[^"]*lang=""")]
    private static partial Regex Query();
}
