using Foyer.Apps;
using Foyer.Invitations;
using Foyer.Jobs;
using Foyer.Mail;
using Foyer.Rig;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Mail;

/// <summary>What a test wants an invitation to be; the rest is ordinary.</summary>
public sealed record Wish(string Address)
{
    public string GuestName { get; init; } = "Alice";
    public string Language { get; init; } = "en";
    public string? Message { get; init; }
    public string InviterName { get; init; } = "Anna Weber";
    public string? InviterMail { get; init; } = "anna.weber@contoso.example";
    public bool ByApp { get; init; }
    public Guid? ShownAppId { get; init; }
    public IReadOnlyList<Guid> Granted { get; init; } = [];
    public string? ContactUrl { get; init; }
}

/// <summary>An invitation and its mail as the operations of Invitations write them, without those operations.</summary>
public sealed record QueuedInvitation(TestTenant Tenant, Guid InvitationId, Guid MailId, string Secret)
{
    public static async Task<QueuedInvitation> New(TestTenant tenant, Wish wish, bool nudge = true)
    {
        var app = tenant.App;
        var made = await app.In(tenant.Id, async (services, db) =>
        {
            var now = app.Clock.GetUtcNow().UtcDateTime;
            var guest = Guest(tenant, wish, now, Ids.New(app.Clock));
            db.Users.Add(guest);
            foreach (var granted in wish.Granted)
                db.AppRoleAssignments.Add(new() { TenantId = tenant.Id, Id = Ids.New(app.Clock), ResourceId = granted, PrincipalId = guest.Id, PrincipalType = PrincipalType.User, AppRoleId = AppRoleAssignment.DefaultAccess, CreatedAt = now });
            var secret = InvitationSecret.New();
            var invitation = new Invitation
            {
                TenantId = tenant.Id, Id = Ids.New(app.Clock), GuestId = guest.Id, Address = wish.Address, AddressKey = wish.Address.ToLowerInvariant(),
                State = InvitationState.Pending, MailedSecretHash = secret.Hash, InviterId = tenant.Admin.Id, InvitedByApp = wish.ByApp, InviterName = wish.InviterName, InviterMail = wish.InviterMail,
                ShownAppId = wish.ShownAppId, ContactUrl = wish.ContactUrl, Message = wish.Message, Language = wish.Language,
                CreatedAt = now, ExpiresAt = now.AddDays(30), Delivery = DeliveryState.Queued,
            };
            db.Invitations.Add(invitation);
            var mail = services.GetRequiredService<QueueMail>().Queue("invitation", wish.Address, wish.Language, invitation.Id, System.Text.Encoding.UTF8.GetBytes(secret.Reveal()));
            await db.SaveChangesAsync();
            return new QueuedInvitation(tenant, invitation.Id, mail.Id, secret.Reveal());
        });
        if (nudge) app.Services.GetRequiredService<WorkSignal<OutgoingMail>>().Nudge();
        return made;
    }

    public Task<OutgoingMail> Mail() => Tenant.App.In(Tenant.Id, (_, db) => db.OutgoingMails.AsNoTracking().SingleAsync(m => m.Id == MailId));

    public Task<Invitation> Invitation() => Tenant.App.In(Tenant.Id, (_, db) => db.Invitations.AsNoTracking().SingleAsync(i => i.Id == InvitationId));

    /// <summary>Waits until the mail is in a state, after at least so many attempts.</summary>
    public async Task<OutgoingMail> Becomes(DeliveryState state, int attempts = 0)
    {
        var mail = await Mail();
        Tenant.App.Later(TimeSpan.Zero);
        await Eventually.Is(async _ => (mail = await Mail()).State == state && mail.Attempts >= attempts, TimeSpan.FromSeconds(20), () => $"The mail is {mail.State} after {mail.Attempts}: {mail.Reply}");
        return mail;
    }

    private static User Guest(TestTenant tenant, Wish wish, DateTime now, Guid id) => new()
    {
        TenantId = tenant.Id, Id = id, UserPrincipalName = $"{id:N}#EXT#@{tenant.Domain}", UserPrincipalNameKey = $"{id:N}#ext#@{tenant.Domain}",
        DisplayName = wish.GuestName, Mail = wish.Address, MailKey = wish.Address.ToLowerInvariant(), MailNickname = $"{id:N}", UserType = UserType.Guest,
        CreationType = "Invitation", ExternalUserState = ExternalUserState.PendingAcceptance, CreatedAt = now,
    };
}
