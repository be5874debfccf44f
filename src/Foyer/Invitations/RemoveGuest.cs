using Foyer.Audit;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Removes guests so that they are out at once and can be brought back for a while (<see cref="RestoreGuest"/>). Groups, apps
/// and sponsors stay with the hidden user, which is why restoring gives all of it back.
/// </summary>
public sealed class RemoveGuest(FoyerDb db, PendingMails mails, InvitationTerms terms, FoyerOptions options, TimeProvider clock)
{
    /// <summary>One transaction of state, open invitation, waiting mail and audit row.</summary>
    public Task<Result<Done>> Run(TenantAdmin admin, Guid guestId, CancellationToken ct) => db.Retrying<Result<Done>>(async () =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if ((await Remove(admin, guestId, ct)).Failed(out var problem, out _)) return problem;
        await transaction.CommitAsync(ct);
        return Done.It;
    });

    /// <summary>Removes each of a selection in a transaction of its own: what cannot be removed stops nobody else. Returns how many went, and the first problem met.</summary>
    public async Task<(int Removed, Problem? FirstProblem)> Run(TenantAdmin admin, IReadOnlyCollection<Guid> guestIds, CancellationToken ct)
    {
        var removed = 0;
        Problem? first = null;
        // In the order of ids, so that two administrators with overlapping selections wait for each other instead of deadlocking.
        foreach (var id in guestIds.Distinct().Order())
        {
            if ((await Run(admin, id, ct)).Failed(out var problem, out _)) first ??= problem;
            else removed++;
        }

        return (removed, first);
    }

    private async Task<Result<Done>> Remove(TenantAdmin admin, Guid guestId, CancellationToken ct)
    {
        if (guestId == admin.Id) return GuestProblems.Yourself;
        if (await db.Users.Guests.Where(u => u.Id == guestId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return GuestProblems.NoSuchGuest;
        if (await db.StandsAbove(guestId, admin, ct)) return UserProblems.StandsAbove;

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
        db.AuditEntries.Add(admin.Did(clock, Activities.GuestRemoved, "UserManagement", "User", guestId, name, AuditDetails.Of(("restorableUntil", now + options.Invitations.RestoreWindow))));
        await db.SaveChangesAsync(ct);
        return Done.It;
    }
}
