using System.Security.Claims;
using Foyer.Audit;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Guests;

/// <summary>Guests, invitations and actors for tests of what happens to guests after they were invited.</summary>
internal static class TestGuests
{
    extension(TestTenant tenant)
    {
        /// <summary>A guest with an invitation in a state of the test's choice; the secret is the one in the queued mail.</summary>
        public Task<TestGuest> NewGuest(string name = "Alice", InvitationState state = InvitationState.Pending, string? address = null, User? inviter = null) =>
            tenant.App.In(tenant.Id, async (services, db) =>
            {
                var mail = TestApp.Address(address ?? $"guest-{Guid.CreateVersion7():N}@partner.example");
                var now = tenant.App.Clock.UtcNow;
                var upn = $"{mail.Address.Replace('@', '_')}#EXT#@{tenant.Domain}";
                var accepted = state == InvitationState.Redeemed;
                var guest = new User
                {
                    TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), UserPrincipalName = upn, UserPrincipalNameKey = upn.ToLowerInvariant(), DisplayName = name,
                    Mail = mail.Address, MailKey = mail.Key, MailNickname = "guest", UserType = UserType.Guest, CreationType = "Invitation", CreatedAt = now,
                    ExternalUserState = accepted ? ExternalUserState.Accepted : ExternalUserState.PendingAcceptance, ExternalUserStateChangedAt = now,
                    HomeTenantId = accepted ? Guid.CreateVersion7() : null, HomeUserId = accepted ? Guid.CreateVersion7() : null,
                };
                var secret = InvitationSecret.New();
                var by = inviter ?? tenant.Admin;
                var invitation = new Invitation
                {
                    TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), GuestId = guest.Id, Address = mail.Address, AddressKey = mail.Key, State = state,
                    MailedSecretHash = secret.Hash, InviterId = by.Id, InvitedByApp = false, InviterName = by.DisplayName, Language = "en",
                    CreatedAt = now, ExpiresAt = now.AddDays(30), Delivery = DeliveryState.Queued, ClosedAt = state == InvitationState.Pending ? null : now,
                };
                db.Users.Add(guest);
                db.Invitations.Add(invitation);
                await db.SaveChangesAsync();
                return new TestGuest(tenant, guest.Id, invitation.Id, mail, secret);
            });

        public Task<T> As<TOperation, T>(Func<TOperation, TenantAdmin, Task<T>> work, User? who = null) where TOperation : notnull =>
            tenant.App.In(tenant.Id, async (services, _) =>
                await work(services.GetRequiredService<TOperation>(), await services.GetRequiredService<ResolveActor>().Admin(Principal(who ?? tenant.Admin), CancellationToken.None) ?? throw new InvalidOperationException("not an administrator")));

        public Task<T> As<TOperation, T>(Func<TOperation, GroupManager, Task<T>> work, User? who = null) where TOperation : notnull =>
            tenant.App.In(tenant.Id, async (services, _) =>
                await work(services.GetRequiredService<TOperation>(), await services.GetRequiredService<ResolveActor>().GroupManager(Principal(who ?? tenant.Admin), CancellationToken.None) ?? throw new InvalidOperationException("may not change groups")));

        public Task<T> As<TOperation, T>(Func<TOperation, LicenceManager, Task<T>> work, User? who = null) where TOperation : notnull =>
            tenant.App.In(tenant.Id, async (services, _) =>
                await work(services.GetRequiredService<TOperation>(), await services.GetRequiredService<ResolveActor>().LicenceManager(Principal(who ?? tenant.Admin), CancellationToken.None) ?? throw new InvalidOperationException("may not give licences")));

        public Task<T> AsInviter<TOperation, T>(Func<TOperation, Inviter, Task<T>> work, User? who = null) where TOperation : notnull =>
            tenant.App.In(tenant.Id, async (services, _) =>
                await work(services.GetRequiredService<TOperation>(), await services.GetRequiredService<ResolveActor>().Inviter(Principal(who ?? tenant.Admin), CancellationToken.None) ?? throw new InvalidOperationException("not an inviter")));

        public Task<List<AuditEntry>> AuditOf(Guid targetId) => tenant.App.In(tenant.Id, (_, db) => db.AuditEntries.Where(a => a.TargetId == targetId).OrderBy(a => a.Id).ToListAsync());

        public Task<User> Read(Guid userId) => tenant.App.In(tenant.Id, (_, db) => db.Users.SingleAsync(u => u.Id == userId));

        public Task<Invitation> Invitation(Guid id) => tenant.App.In(tenant.Id, (_, db) => db.Invitations.SingleAsync(i => i.Id == id));

        public Task<List<Invitation>> InvitationsOf(Guid guestId) => tenant.App.In(tenant.Id, (_, db) => db.Invitations.Where(i => i.GuestId == guestId).OrderBy(i => i.CreatedAt).ThenBy(i => i.Id).ToListAsync());

        public Task<List<OutgoingMail>> MailsOf(Guid invitationId) => tenant.App.In(tenant.Id, (_, db) => db.OutgoingMails.Where(m => m.SubjectId == invitationId).OrderBy(m => m.Id).ToListAsync());
    }

    private static ClaimsPrincipal Principal(User user) =>
        new(new ClaimsIdentity([new("tid", user.TenantId.ToString()), new("oid", user.Id.ToString())], "test"));

    public static string? Code<T>(this Result<T> result) => result.Failed(out var problem, out _) ? problem.Code : null;
}

internal sealed record TestGuest(TestTenant Tenant, Guid Id, Guid InvitationId, EmailAddress Address, InvitationSecret Secret);
