using System.Net;
using Foyer.Audit;
using Foyer.Invitations;
using Foyer.Tests.Mail;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Redeem;

/// <summary>What holds behind the pages: they would have refused too, but a race goes past them.</summary>
public partial class RedeemTests
{
    public static TheoryData<Store, string> Meanwhile() => new(
        from store in Enum.GetValues<Store>()
        from meanwhile in new[] { "nothing", "expired", "replaced", "revoked", "guest blocked", "guest removed", "guest bound elsewhere", "inviter blocked" }
        select (store, meanwhile));

    [Theory, MemberData(nameof(Meanwhile))]
    public async Task Rule03_The_write_asks_for_all_that_may_have_changed_since_the_page_was_shown(Store store, string meanwhile)
    {
        var (host, _) = await Host(store);
        var carol = await host.NewMember("Carol", DirectoryRoles.GuestInviter);
        var made = await host.NewInvitation(inviter: carol);
        var recipient = new Recipient { TenantId = host.Id, Id = made.GuestId, Name = "Alice", CorrelationId = "late", Invitation = await made.Read(), LinkHash = made.Mailed.Hash, HomeTenantId = host.Id, HomeUserId = host.Admin.Id, SignInName = made.Address };
        await Change(host, made, carol, meanwhile);
        var before = (await made.Read()).State;

        var refused = await host.App.In(host.Id, async (services, db) => (await ((RedeemInvitation)services.GetService(typeof(RedeemInvitation))!).Run(recipient, default)).Failed(out _, out _));

        Assert.Equal(meanwhile != "nothing", refused);
        var guest = await made.Guest();
        Assert.Equal(refused ? before : InvitationState.Redeemed, (await made.Read()).State);
        Assert.Equal(refused ? ExternalUserState.PendingAcceptance : ExternalUserState.Accepted, guest.ExternalUserState);
        Assert.Equal(!refused, guest.HomeUserId == host.Admin.Id);
        Assert.Equal(!refused, (await Audit(host, made.GuestId)).Contains(Activities.Redeemed));
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule02_The_way_through_an_invitation_belongs_to_one_browser_for_an_hour(Store store)
    {
        await using var app = await TestApp.New(store);
        var host = await app.NewTenant();
        var made = await host.NewInvitation();
        using var browser = app.Browser();
        using var go = await browser.Send(await browser.GetStringAsync(made.Link));
        var cookie = go.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(RedemptionCookie.Name + "=", StringComparison.Ordinal)).Split(';')[0];
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = app.Url };
        async Task<HttpStatusCode> Next(string with) => (await bare.SendAsync(new(HttpMethod.Get, "/redeem/next") { Headers = { { "Cookie", with } } })).StatusCode;
        Assert.Equal(HttpStatusCode.OK, await Next(cookie));

        // The ids are right, the secret is guessed.
        var guessed = cookie.ToCharArray();
        guessed[^10] = guessed[^10] == 'A' ? 'B' : 'A';
        Assert.Equal(HttpStatusCode.NotFound, await Next(new string(guessed)));

        app.Clock.Advance(RedemptionCookie.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await Next(cookie));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotFound, await Next(cookie));
        Assert.Equal(InvitationState.Pending, (await made.Read()).State);
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule02_A_code_that_is_too_old_proves_nothing(Store store)
    {
        await using var app = await TestApp.New(store);
        var host = await app.NewTenant();
        var made = await host.NewInvitation();
        using var browser = app.Browser();
        var type = await browser.Step(await browser.Continue(made.CopiedLink));
        var code = CodeIn((await app.MailTo(made.Address)).TextBody);
        app.Clock.Advance(app.Options.Invitations.CodeLifetime);
        using (var late = await browser.Send(type, ("code", code))) Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Null(await app.In(host.Id, (_, db) => db.Redemptions.Where(r => r.InvitationId == made.Id).Select(r => r.MailboxProvenAt).SingleAsync()));
    }

    [Theory, InlineData(S), InlineData(P)]
    public async Task Rule14_Without_a_proven_mailbox_or_for_somebody_elses_domain_no_account_is_made(Store store)
    {
        var (host, _) = await Host(store);
        var fabrikam = await host.App.NewTenant("Fabrikam");
        var (unproven, managed) = (await host.NewInvitation(), await host.NewInvitation($"nobody@{fabrikam.Domain}"));
        var colleague = await host.NewInvitation();
        using (var browser = host.App.Browser()) await browser.SignUpAndAccept(colleague.Link);
        foreach (var (made, proven) in new[] { (unproven, false), (managed, true), (colleague, true) })
        {
            var problem = await host.App.In(host.Id, async (services, db) =>
            {
                var offer = (await ((FindOffer)services.GetService(typeof(FindOffer))!).Run(made.Id, made.Mailed.Hash, default))!;
                var cookie = RedemptionCookie.New(host.Id, Guid.CreateVersion7());
                var now = host.App.Clock.UtcNow;
                var redemption = new Redemption { TenantId = host.Id, Id = cookie.RedemptionId, InvitationId = made.Id, SecretHash = cookie.Hash, LinkHash = offer.LinkHash, MailboxProvenAt = proven ? now : null, CreatedAt = now, ExpiresAt = now.AddHours(1) };
                var result = await ((SignUp)services.GetService(typeof(SignUp))!).Run(new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = services }, new OnTheWay(redemption, cookie, offer), "Alice", Redeeming.Password, default);
                return result.Failed(out var why, out _) ? why : null;
            });
            Assert.Equal(proven ? RedeemProblems.HasHome : RedeemProblems.NotProven, problem);
        }
        Assert.False(await host.App.In(fabrikam.Id, (_, db) => db.Users.AnyAsync(u => u.DisplayName == "Alice")));
    }

    private static Task Change(TestTenant host, MadeInvitation made, User inviter, string meanwhile) => host.App.In(host.Id, async (_, db) =>
    {
        var now = host.App.Clock.UtcNow;
        var other = InvitationSecret.New().Hash;
        var (invitation, guest) = (db.Invitations.Where(i => i.Id == made.Id), db.Users.Where(u => u.Id == made.GuestId));
        var changed = meanwhile switch
        {
            "expired" => await invitation.ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, now)),
            "replaced" => await invitation.ExecuteUpdateAsync(set => set.SetProperty(i => i.MailedSecretHash, other).SetProperty(i => i.CopiedSecretHash, (byte[]?)null)),
            "revoked" => await invitation.ExecuteUpdateAsync(set => set.SetProperty(i => i.State, InvitationState.Revoked)),
            "guest blocked" => await guest.ExecuteUpdateAsync(set => set.SetProperty(u => u.AccountEnabled, false)),
            "guest removed" => await guest.ExecuteUpdateAsync(set => set.SetProperty(u => u.DeletedAt, now)),
            "guest bound elsewhere" => await guest.ExecuteUpdateAsync(set => set.SetProperty(u => u.HomeTenantId, Guid.CreateVersion7()).SetProperty(u => u.HomeUserId, Guid.CreateVersion7())),
            "inviter blocked" => await Block(host, inviter, enabled: false),
            _ => 1,
        };
        Assert.Equal(1, changed);
    });
}
