using Foyer.Audit;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Guests;

public class LifecycleTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule01_A_copied_link_is_returned_once_and_stands_nowhere(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();

        (await Copy(tenant, guest)).Failed(out _, out var link);

        var query = QueryHelpers.ParseQuery(new Uri(link!).Query);
        var secret = InvitationSecret.Of(query["ticket"])!.Value;
        var invitation = await tenant.Invitation(guest.InvitationId);
        Assert.Equal(secret.Hash, invitation.CopiedSecretHash);
        Assert.Equal(guest.Secret.Hash, invitation.MailedSecretHash);
        Assert.StartsWith(tenant.App.Options.Url("/redeem?"), link, StringComparison.Ordinal);
        var entry = Assert.Single(await tenant.AuditOf(guest.InvitationId), a => a.Activity == Activities.LinkCopied);
        Assert.DoesNotContain(secret.Reveal(), entry.Details, StringComparison.Ordinal);

        await Copy(tenant, guest);
        Assert.NotEqual(secret.Hash, (await tenant.Invitation(guest.InvitationId)).CopiedSecretHash);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_expired_invitation_gives_no_link(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        var now = tenant.App.Clock.UtcNow;
        await tenant.App.In(tenant.Id, (_, db) => db.Invitations.Where(i => i.Id == guest.InvitationId).ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, now), Ct));

        Assert.Equal("invitations.expired", (await Copy(tenant, guest)).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_revoked_invitation_is_closed_with_its_links_and_its_waiting_mail(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        await Copy(tenant, guest);
        await QueueUnsendable(tenant, guest);

        Assert.Null((await Revoke(tenant, guest)).Code());

        var invitation = await tenant.Invitation(guest.InvitationId);
        Assert.Equal((InvitationState.Revoked, DeliveryState.Cancelled), (invitation.State, invitation.Delivery));
        Assert.Null(invitation.CopiedSecretHash);
        var mail = Assert.Single(await tenant.MailsOf(guest.InvitationId));
        Assert.Equal(DeliveryState.Cancelled, mail.State);
        Assert.Null(mail.Payload);
        Assert.Equal("invitations.not_pending", (await Revoke(tenant, guest)).Code());
        Assert.Single(await tenant.AuditOf(guest.InvitationId), a => a.Activity == Activities.Revoked);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_A_removed_guest_is_out_in_the_same_transaction_and_restored_with_everything(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        var group = await tenant.NewGroup("Externals");
        await tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, group.Id, guest.Id, Ct));
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            db.SessionApps.Add(new() { TenantId = tenant.Id, SessionId = Guid.CreateVersion7(), ServicePrincipalId = Guid.CreateVersion7(), UserId = guest.Id, At = tenant.App.Clock.UtcNow });
            await db.SaveChangesAsync(Ct);
        });

        Assert.Null((await Remove(tenant, guest)).Code());

        var removed = await tenant.Read(guest.Id);
        Assert.Equal(tenant.App.Clock.UtcNow, removed.DeletedAt);
        Assert.Equal(tenant.App.Clock.UtcNow, removed.SignInSessionsValidFrom);
        Assert.Equal(InvitationState.Revoked, (await tenant.Invitation(guest.InvitationId)).State);
        Assert.False(await tenant.App.In(tenant.Id, (_, db) => db.SessionApps.AnyAsync(a => a.UserId == guest.Id, Ct)));
        Assert.Single(await tenant.AuditOf(guest.Id), a => a.Activity == Activities.GuestRemoved);
        Assert.Equal("guests.not_found", (await Remove(tenant, guest)).Code());
        Assert.Equal("guests.not_found", (await tenant.AsInviter((ResendInvitation resend, Inviter inviter) => resend.Run(inviter, guest.Id, Ct))).Code());

        Assert.Null((await Restore(tenant, guest)).Code());

        var restored = await tenant.Read(guest.Id);
        Assert.Null(restored.DeletedAt);
        Assert.NotNull(restored.SignInSessionsValidFrom);
        Assert.True(await tenant.App.In(tenant.Id, (_, db) => db.GroupMembers.AnyAsync(m => m.UserId == guest.Id && m.GroupId == group.Id, Ct)));
        Assert.Single(await tenant.AuditOf(guest.Id), a => a.Activity == Activities.GuestRestored);
        Assert.Equal("guests.not_removed", (await Restore(tenant, guest)).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_whose_address_somebody_else_has_by_now_is_not_restored(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        await Remove(tenant, guest);
        await tenant.NewGuest("The next one", address: guest.Address.Address);

        Assert.Equal("guests.address_taken", (await Restore(tenant, guest)).Code());
        Assert.NotNull((await tenant.Read(guest.Id)).DeletedAt);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task After_the_window_a_removed_guest_is_gone_for_good(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        await Remove(tenant, guest);
        var longAgo = tenant.App.Clock.UtcNow - tenant.App.Options.Invitations.RestoreWindow;
        await tenant.App.In(tenant.Id, (_, db) => db.Users.Where(u => u.Id == guest.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DeletedAt, longAgo), Ct));

        Assert.Equal("guests.too_late", (await Restore(tenant, guest)).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_selection_is_removed_but_never_members_or_oneself(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var (one, two) = (await tenant.NewGuest("One"), await tenant.NewGuest("Two"));
        var member = await tenant.NewMember("Mia");

        var (removed, problem) = await tenant.As(async (RemoveGuest remove, TenantAdmin admin) => await remove.Run(admin, [one.Id, member.Id, tenant.Admin.Id, two.Id, one.Id], Ct));

        Assert.Equal(2, removed);
        Assert.NotNull(problem);
        Assert.Null((await tenant.Read(member.Id)).DeletedAt);
        Assert.Null((await tenant.Read(tenant.Admin.Id)).DeletedAt);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule22_Blocking_ends_sessions_and_unblocking_does_not_bring_them_back(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();

        Assert.Null((await Block(tenant, guest.Id, true)).Code());
        Assert.Null((await Block(tenant, guest.Id, true)).Code());
        Assert.Null((await Block(tenant, guest.Id, false)).Code());

        var user = await tenant.Read(guest.Id);
        Assert.True(user.AccountEnabled);
        Assert.Equal(tenant.App.Clock.UtcNow, user.SignInSessionsValidFrom);
        Assert.Equal([Activities.UserBlocked, Activities.UserUnblocked], (await tenant.AuditOf(guest.Id)).Select(a => a.Activity).Order(StringComparer.Ordinal));
        Assert.Equal("users.yourself", (await Block(tenant, tenant.Admin.Id, true)).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_user_administrator_does_not_shut_out_a_global_one(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var lesser = await tenant.NewMember("Uwe", DirectoryRoles.UserAdministrator);

        Assert.Equal("users.stands_above", (await tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, tenant.Admin.Id, true, Ct), lesser)).Code());
        Assert.True((await tenant.Read(tenant.Admin.Id)).AccountEnabled);
    }

    [Fact]
    public async Task Rule03_Of_a_removal_and_a_redemption_at_once_no_guest_is_left_who_may_enter()
    {
        var tenant = await (await TestApp.Shared(Store.Postgres)).NewTenant();
        var guests = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => tenant.NewGuest()));

        // The redemption's two writes in its order, as RedeemInvitation makes them.
        await Task.WhenAll(guests.SelectMany(g => new Task[]
        {
            Task.Run(() => Remove(tenant, g)),
            Task.Run(() => tenant.App.In(tenant.Id, async (_, db) =>
            {
                var now = tenant.App.Clock.UtcNow;
                await using var transaction = await db.Database.BeginTransactionAsync(Ct);
                var claimed = await db.Invitations.Where(i => i.Id == g.InvitationId && i.State == InvitationState.Pending && i.ExpiresAt > now)
                    .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, InvitationState.Redeemed), Ct);
                if (claimed == 1)
                {
                    await db.Users.Guests.Where(u => u.Id == g.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.ExternalUserState, ExternalUserState.Accepted), Ct);
                    await transaction.CommitAsync(Ct);
                }
            })),
            Task.Run(() => tenant.AsInviter((ResendInvitation resend, Inviter inviter) => resend.Run(inviter, g.Id, Ct))),
        }));

        foreach (var guest in guests)
        {
            Assert.NotNull((await tenant.Read(guest.Id)).DeletedAt);
            Assert.DoesNotContain(await tenant.InvitationsOf(guest.Id), i => i.State == InvitationState.Pending);
        }
    }

    private static Task<Result<string>> Copy(TestTenant tenant, TestGuest guest) => tenant.As((CopyInvitationLink copy, TenantAdmin admin) => copy.Run(admin, guest.InvitationId, Ct));

    private static Task<Result<Done>> Revoke(TestTenant tenant, TestGuest guest) => tenant.As((RevokeInvitation revoke, TenantAdmin admin) => revoke.Run(admin, guest.InvitationId, Ct));

    private static Task<Result<Done>> Remove(TestTenant tenant, TestGuest guest) => tenant.As((RemoveGuest remove, TenantAdmin admin) => remove.Run(admin, guest.Id, Ct));

    private static Task<Result<Done>> Restore(TestTenant tenant, TestGuest guest) => tenant.As((RestoreGuest restore, TenantAdmin admin) => restore.Run(admin, guest.Id, Ct));

    private static Task<Result<Done>> Block(TestTenant tenant, Guid userId, bool blocked) => tenant.As((BlockUser block, TenantAdmin admin) => block.Run(admin, userId, blocked, Ct));

    /// <summary>A mail that waits for a day that does not come in this test, so that no sender takes it.</summary>
    private static Task QueueUnsendable(TestTenant tenant, TestGuest guest) => tenant.App.In(tenant.Id, async (_, db) =>
    {
        var now = tenant.App.Clock.UtcNow;
        db.OutgoingMails.Add(new() { TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), Kind = PendingMails.Kind, Recipient = guest.Address.Address, Language = "en", SubjectId = guest.InvitationId, Payload = [1], State = DeliveryState.Queued, CreatedAt = now, NotBefore = now.AddYears(1) });
        await db.SaveChangesAsync(Ct);
    });
}
