using Foyer.Audit;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Invites a guest again who has not accepted yet. There is a new secret and the old ones are dead, mailed and copied alike
/// (security rule 15); what happened so far stays in the audit log. An open invitation is renewed; one that was declined or
/// revoked stays as it ended, and a new one takes its place.
/// </summary>
public sealed class ResendInvitation(FoyerDb db, InvitationTerms terms, PendingMails mails, TimeProvider clock)
{
    /// <summary>Returns the id of the open invitation. Fails when the guest has accepted, is blocked or removed, or got too many mails.</summary>
    public async Task<Result<Guid>> Run(Inviter inviter, Guid guestId, CancellationToken ct)
    {
        var guest = await db.Users.Guests.AsNoTracking().SingleOrDefaultAsync(u => u.Id == guestId, ct);
        if (guest is null) return GuestProblems.NoSuchGuest;
        if (guest.ExternalUserState == ExternalUserState.Accepted) return GuestProblems.AlreadyAccepted;
        if (!guest.AccountEnabled) return GuestProblems.Blocked;
        if (await db.Invitations.AsNoTracking().Where(i => i.GuestId == guestId).OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).FirstOrDefaultAsync(ct) is not { } latest)
            return GuestProblems.NeverInvited;
        if (await terms.CountOne(inviter, latest.AddressKey, ct) is { } tooMany) return tooMany;

        // A second turn only when somebody else opened an invitation at the same moment: then it is renewed like any open one.
        for (var turn = 1; ; turn++)
        {
            try
            {
                var result = await db.Retrying(() => Send(inviter, latest, ct));
                if (!result.Failed(out _, out _)) mails.Nudge();
                return result;
            }
            catch (Exception e) when (e.IsUniqueViolation() && turn == 1)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Result<Guid>> Send(Inviter inviter, Invitation latest, CancellationToken ct)
    {
        var secret = InvitationSecret.New();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var id = await Renew(inviter, latest.GuestId, secret, ct);
        if (id is null)
        {
            if (await NotInvitable(latest.GuestId, ct) is { } problem) return problem;
            id = Reopen(inviter, latest, secret);
        }

        await mails.Replace(id.Value, latest.Address, latest.Language, secret, ct);
        db.AuditEntries.Add(inviter.Did(clock, Activities.Resent, "UserManagement", "Invitation", id, latest.Address,
            AuditDetails.Of(("guestId", latest.GuestId), ("expires", terms.NewExpiry()))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return id.Value;
    }

    /// <summary>
    /// The guarded write on the open invitation, if there is one. When its inviter may not invite any more it pauses (security
    /// rule 8); who sends it again vouches for it from now on, with their own rights.
    /// </summary>
    private async Task<Guid?> Renew(Inviter inviter, Guid guestId, InvitationSecret secret, CancellationToken ct)
    {
        var (hash, expires, now) = (secret.Hash, terms.NewExpiry(), clock.UtcNow);
        var open = db.Invitations.Where(i => i.GuestId == guestId && i.State == InvitationState.Pending);
        var renewed = await open.ExecuteUpdateAsync(set => set
            .SetProperty(i => i.MailedSecretHash, hash)
            .SetProperty(i => i.CopiedSecretHash, (byte[]?)null)
            .SetProperty(i => i.ExpiresAt, expires)
            .SetProperty(i => i.Delivery, DeliveryState.Queued)
            .SetProperty(i => i.DeliveryReply, (string?)null)
            .SetProperty(i => i.DeliveryAt, now), ct);
        if (renewed == 0) return null;

        // The update holds the row, so what is read here is what was renewed.
        var held = await open.AsNoTracking().SingleAsync(ct);
        if (await terms.WhyPaused(held, ct) is not null)
        {
            await open.ExecuteUpdateAsync(set => set
                .SetProperty(i => i.InviterId, inviter.Id!.Value)
                .SetProperty(i => i.InvitedByApp, inviter.IsApp)
                .SetProperty(i => i.InviterName, inviter.Name)
                .SetProperty(i => i.InviterMail, inviter.Mail), ct);
        }

        return held.Id;
    }

    /// <summary>Holds on to the guest's row, so that a removal or a block at the same moment comes before or after, never between.</summary>
    private async Task<Problem?> NotInvitable(Guid guestId, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var held = await db.Users.Guests.Where(u => u.Id == guestId && u.AccountEnabled && u.ExternalUserState != ExternalUserState.Accepted)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.ExternalUserState, ExternalUserState.PendingAcceptance).SetProperty(u => u.ExternalUserStateChangedAt, now), ct);
        if (held == 1) return null;
        return await db.Users.Guests.AnyAsync(u => u.Id == guestId && u.ExternalUserState == ExternalUserState.Accepted, ct) ? GuestProblems.AlreadyAccepted : GuestProblems.NoSuchGuest;
    }

    private Guid Reopen(Inviter inviter, Invitation former, InvitationSecret secret)
    {
        var now = clock.UtcNow;
        var invitation = new Invitation
        {
            TenantId = former.TenantId, Id = Ids.New(clock), GuestId = former.GuestId, Address = former.Address, AddressKey = former.AddressKey,
            State = InvitationState.Pending, MailedSecretHash = secret.Hash,
            InviterId = inviter.Id!.Value, InvitedByApp = inviter.IsApp, InviterName = inviter.Name, InviterMail = inviter.Mail,
            ShownAppId = former.ShownAppId, ReplyUrl = former.ReplyUrl, ContactUrl = former.ContactUrl, Message = former.Message, Language = former.Language,
            CreatedAt = now, ExpiresAt = terms.NewExpiry(), Delivery = DeliveryState.Queued, DeliveryAt = now,
        };
        db.Invitations.Add(invitation);
        return invitation.Id;
    }
}
