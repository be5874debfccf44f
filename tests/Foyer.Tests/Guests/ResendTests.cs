using Foyer.Audit;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Tests.Invitations;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Guests;

public class ResendTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule15_Sending_again_makes_a_new_secret_and_kills_the_old_ones(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        await tenant.As((CopyInvitationLink copy, TenantAdmin admin) => copy.Run(admin, guest.InvitationId, Ct));

        Assert.Null((await Resend(tenant, guest)).Code());
        var first = await tenant.Invitation(guest.InvitationId);
        Assert.Null((await Resend(tenant, guest)).Code());
        var second = await tenant.Invitation(guest.InvitationId);

        Assert.NotEqual(guest.Secret.Hash, first.MailedSecretHash);
        Assert.NotEqual(first.MailedSecretHash, second.MailedSecretHash);
        Assert.Null(first.CopiedSecretHash);
        Assert.Equal(2, (await tenant.AuditOf(guest.InvitationId)).Count(a => a.Activity == Activities.Resent));
        var mails = await tenant.MailsOf(guest.InvitationId);
        Assert.Equal(2, mails.Count);
        Assert.True(mails.Count(m => m.State is DeliveryState.Queued or DeliveryState.Sent) is 1 or 2);
        Assert.All(mails.Where(m => m.State == DeliveryState.Cancelled), m => Assert.Null(m.Payload));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_expired_invitation_holds_again_from_now(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        var past = tenant.App.Clock.UtcNow.AddDays(-1);
        await tenant.App.In(tenant.Id, (_, db) => db.Invitations.Where(i => i.Id == guest.InvitationId).ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, past), Ct));

        await Resend(tenant, guest);

        var invitation = Assert.Single(await tenant.InvitationsOf(guest.Id));
        Assert.Equal(tenant.App.Clock.UtcNow + tenant.App.Options.Invitations.Lifetime, invitation.ExpiresAt);
    }

    [Theory]
    [InlineData(Store.Sqlite, InvitationState.Declined), InlineData(Store.Postgres, InvitationState.Declined)]
    [InlineData(Store.Sqlite, InvitationState.Revoked), InlineData(Store.Postgres, InvitationState.Revoked)]
    public async Task What_was_declined_or_revoked_stays_so_and_a_new_invitation_takes_its_place(Store store, InvitationState ended)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest(state: ended);

        (await Resend(tenant, guest)).Failed(out var problem, out var id);

        Assert.Null(problem);
        var invitations = await tenant.InvitationsOf(guest.Id);
        Assert.Equal([ended, InvitationState.Pending], invitations.Select(i => i.State).OrderByDescending(s => s));
        Assert.NotEqual(guest.InvitationId, id);
        Assert.Single(await tenant.MailsOf(id));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_has_accepted_is_not_invited_again(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest(state: InvitationState.Redeemed);

        Assert.Equal("invitations.already_accepted", (await Resend(tenant, guest)).Code());
        Assert.Empty(await tenant.MailsOf(guest.InvitationId));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Another_organisations_guest_is_not_found(Store store)
    {
        var app = await TestApp.Shared(store);
        var (mine, theirs) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var guest = await theirs.NewGuest();

        Assert.Equal("guests.not_found", (await mine.AsInviter((ResendInvitation resend, Inviter inviter) => resend.Run(inviter, guest.Id, Ct))).Code());
        Assert.Equal("invitations.not_found", (await mine.As((RevokeInvitation revoke, TenantAdmin admin) => revoke.Run(admin, guest.InvitationId, Ct))).Code());
        Assert.Equal("invitations.not_found", (await mine.As((CopyInvitationLink copy, TenantAdmin admin) => copy.Run(admin, guest.InvitationId, Ct))).Code());
        Assert.Equal("guests.not_found", (await mine.As((RemoveGuest remove, TenantAdmin admin) => remove.Run(admin, guest.Id, Ct))).Code());
        Assert.Equal("guests.not_removed", (await mine.As((RestoreGuest restore, TenantAdmin admin) => restore.Run(admin, guest.Id, Ct))).Code());
        Assert.Equal("users.not_found", (await mine.As((BlockUser block, TenantAdmin admin) => block.Run(admin, guest.Id, true, Ct))).Code());
        Assert.Equal(guest.Secret.Hash, (await theirs.Invitation(guest.InvitationId)).MailedSecretHash);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule18_A_recipient_gets_only_so_many_mails_a_day(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        var bystander = await tenant.NewGuest("Bob");
        for (var i = 0; i < tenant.App.Options.Limits.InvitationsPerRecipient; i++) Assert.Null((await Resend(tenant, guest)).Code());

        (await Resend(tenant, guest)).Failed(out var problem, out _);

        Assert.Equal(429, problem?.Status);
        Assert.True(problem!.RetryAfter > TimeSpan.Zero);
        Assert.Null((await Resend(tenant, bystander)).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule08_Who_sends_a_paused_invitation_again_vouches_for_it(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var former = await tenant.NewMember("Ines", DirectoryRoles.GuestInviter);
        var guest = await tenant.NewGuest(inviter: former);
        await Resend(tenant, guest);
        Assert.Equal(former.Id, (await tenant.Invitation(guest.InvitationId)).InviterId);

        await tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, former.Id, true, Ct));
        await Resend(tenant, guest);

        Assert.Equal(tenant.Admin.Id, (await tenant.Invitation(guest.InvitationId)).InviterId);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule08_An_inviter_who_may_not_grant_any_more_is_seen_and_replaced(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var moodle = await tenant.NewApp(new("Moodle") { SignOnUrl = "https://moodle.example/" });
        var former = await tenant.NewMember("Ines", DirectoryRoles.GlobalAdministrator, DirectoryRoles.GuestInviter);
        await tenant.Finished((await tenant.Upload(Batches.File(["guest@rule08.example"], moodle.Application.AppId.ToString()), inviter: former.Id)).Id);
        var guest = await tenant.App.In(tenant.Id, (_, db) => db.Users.Guests.SingleAsync(Ct));
        using var browser = tenant.App.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        async Task<bool> IsPaused() => (await browser.GetStringAsync($"/portal/users/{guest.Id}", Ct)).Contains("This invitation is paused", StringComparison.Ordinal);
        Task Send(User who) => tenant.AsInviter((ResendInvitation resend, Inviter inviter) => resend.Run(inviter, guest.Id, Ct), who);
        Assert.False(await IsPaused());

        await tenant.App.In(tenant.Id, (_, db) => db.DirectoryRoleAssignments.Where(r => r.UserId == former.Id && r.RoleTemplateId == DirectoryRoles.GlobalAdministrator).ExecuteDeleteAsync(Ct));
        Assert.True(await IsPaused());
        // Whoever may not grant the app either does not help.
        await Send(await tenant.NewMember("Uwe", DirectoryRoles.UserAdministrator));
        Assert.True(await IsPaused());
        await Send(tenant.Admin);
        Assert.False(await IsPaused());
        Assert.Equal(tenant.Admin.Id, (await tenant.InvitationsOf(guest.Id))[0].InviterId);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule07_A_file_that_gave_more_to_a_waiting_guest_counts_with_its_own_uploader(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var moodle = (await tenant.NewApp(new("Moodle") { SignOnUrl = "https://moodle.example/" })).Application.AppId.ToString();
        var (inviter, giver) = (await tenant.NewMember("Ines", DirectoryRoles.GuestInviter), await tenant.NewMember("Gert", DirectoryRoles.GlobalAdministrator));
        await tenant.Finished((await tenant.Upload(Batches.File(["guest@rule07.example"]), inviter: inviter.Id)).Id);
        var given = await tenant.Finished((await tenant.Upload(Batches.File(["guest@rule07.example"], moodle), inviter: giver.Id)).Id);
        Assert.Equal(1, given.Batch.Updated);
        var guest = await tenant.App.In(tenant.Id, (_, db) => db.Users.Guests.SingleAsync(Ct));
        async Task<Pause?> Why() => await tenant.App.In(tenant.Id, async (services, db) => await ((InvitationTerms)services.GetService(typeof(InvitationTerms))!).WhyPaused(await db.Invitations.SingleAsync(i => i.GuestId == guest.Id, Ct), Ct));

        Assert.Null(await Why());
        await tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, giver.Id, true, Ct));
        Assert.Equal(Pause.Grants, await Why());
    }

    [Theory]
    [InlineData(InvitationState.Pending)]
    [InlineData(InvitationState.Revoked)]
    public async Task Rule15_Eight_at_once_leave_one_living_secret_and_one_waiting_mail(InvitationState state)
    {
        var tenant = await (await TestApp.Shared(Store.Postgres)).NewTenant();
        var guest = await tenant.NewGuest(state: state);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Resend(tenant, guest))));

        Assert.All(results, r => Assert.Null(r.Code()));
        var pending = Assert.Single(await tenant.InvitationsOf(guest.Id), i => i.State == InvitationState.Pending);
        var mails = await tenant.MailsOf(pending.Id);
        Assert.Equal(8, mails.Count);
        Assert.True(mails.Count(m => m.State == DeliveryState.Queued) <= 1);
    }

    private static Task<Result<Guid>> Resend(TestTenant tenant, TestGuest guest) =>
        tenant.AsInviter((ResendInvitation resend, Inviter inviter) => resend.Run(inviter, guest.Id, Ct));
}
