using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Hides a guest so that they are out at once, for whoever may do that: an administrator (<see cref="RemoveGuest"/>) or the guest
/// (<see cref="LeaveOrganisation"/>). Groups, apps and sponsors stay with the hidden user, which is why restoring gives all of it back.
/// </summary>
public sealed class TakeGuestOut(FoyerDb db, PendingMails mails, InvitationTerms terms, SendOnErrands errands, FoyerOptions options, TimeProvider clock)
{
    /// <summary>In the caller's transaction: state, open invitation, waiting mail and audit row.</summary>
    internal async Task<Result<Done>> Run(Actor actor, string activity, Guid guestId, string name, CancellationToken ct)
    {
        // The invitation before the user, as a redemption takes them: the other order would deadlock with one.
        var now = clock.UtcNow;
        var open = await db.Invitations.Where(i => i.GuestId == guestId && i.State == InvitationState.Pending).Select(i => new { i.Id, i.AddressKey }).SingleOrDefaultAsync(ct);
        List<Guid> invitations = open is null ? [] : [open.Id];
        await db.Invitations.Where(i => i.GuestId == guestId).RevokePending(now, ct);
        var removed = await db.Users.Guests.Where(u => u.Id == guestId).ExecuteUpdateAsync(set => set
            .SetProperty(u => u.DeletedAt, now)
            .SetProperty(u => u.SignInSessionsValidFrom, now), ct);
        if (removed == 0) return GuestProblems.NoSuchGuest;
        // Somebody may have sent the invitation again just before the user was gone; from here on nobody can.
        invitations.AddRange(await db.Invitations.Where(i => i.GuestId == guestId && i.State == InvitationState.Pending).Select(i => i.Id).ToListAsync(ct));
        await db.Invitations.Where(i => i.GuestId == guestId).RevokePending(now, ct);
        foreach (var invitation in invitations) await mails.Cancel(invitation, ct);
        if (open is not null) await terms.CountTakenBack(open.AddressKey, ct);

        // Grants and refresh tokens need no write: every use asks the user's row for DeletedAt and SignInSessionsValidFrom (security rule 22).
        await db.SessionApps.Where(a => a.UserId == guestId).ExecuteDeleteAsync(ct);
        db.AuditEntries.Add(actor.Did(clock, activity, "UserManagement", "User", guestId, name, AuditDetails.Of(("restorableUntil", now + options.Invitations.RestoreWindow))));
        errands.Add(ErrandKind.UserChanged, guestId);
        await db.SaveChangesAsync(ct);
        return Done.It;
    }
}
