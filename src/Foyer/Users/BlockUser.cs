using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Closes the door to a user without removing anything, or opens it again.</summary>
public sealed class BlockUser(FoyerDb db, TimeProvider clock)
{
    /// <summary>
    /// Blocking ends sessions and refresh tokens in the same statement (security rule 22): they are void from before
    /// <see cref="User.SignInSessionsValidFrom"/>, so unblocking does not bring them back. Safe to repeat.
    /// </summary>
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid userId, bool blocked, CancellationToken ct)
    {
        if (userId == admin.Id) return UserProblems.Yourself;
        if (await db.Users.Live.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return UserProblems.NotFound;
        if (await db.StandsAbove(userId, admin, ct)) return UserProblems.StandsAbove;

        var now = clock.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var open = db.Users.Live.Where(u => u.Id == userId && u.AccountEnabled == blocked);
        var changed = blocked
            ? await open.ExecuteUpdateAsync(set => set.SetProperty(u => u.AccountEnabled, false).SetProperty(u => u.SignInSessionsValidFrom, now), ct)
            : await open.ExecuteUpdateAsync(set => set.SetProperty(u => u.AccountEnabled, true), ct);
        if (changed == 0) return Done.It;
        db.AuditEntries.Add(admin.Did(clock, blocked ? Activities.UserBlocked : Activities.UserUnblocked, "UserManagement", "User", userId, name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
