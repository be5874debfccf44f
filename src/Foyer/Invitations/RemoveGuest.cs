using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Removes guests so that they are out at once and can be brought back for a while (<see cref="RestoreGuest"/>).</summary>
public sealed class RemoveGuest(FoyerDb db, TakeGuestOut takeOut, SendOnErrands errands)
{
    /// <summary>One transaction of state, open invitation, waiting mail and audit row.</summary>
    public Task<Result<Done>> Run(TenantAdmin admin, Guid guestId, CancellationToken ct) => db.Retrying<Result<Done>>(async () =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if ((await Remove(admin, guestId, ct)).Failed(out var problem, out _)) return problem;
        await transaction.CommitAsync(ct);
        errands.Wake();
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

        return await takeOut.Run(admin, Activities.GuestRemoved, guestId, name, ct);
    }
}
