using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Brings a removed guest back with groups, apps and sponsors. Sessions stay ended, and a revoked invitation stays revoked.</summary>
public sealed class RestoreGuest(FoyerDb db, SendOnErrands errands, FoyerOptions options, TimeProvider clock)
{
    /// <summary>The guarded write asks for the window too; the unique indexes say whether address and home account are still free.</summary>
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid guestId, CancellationToken ct)
    {
        var removed = await db.Users.Where(u => u.Id == guestId && (u.UserType == UserType.Guest || u.ExternalUserState != null) && u.DeletedAt != null)
            .Select(u => new { u.DisplayName }).SingleOrDefaultAsync(ct);
        if (removed is null) return GuestProblems.NotRemoved;

        var oldest = clock.UtcNow - options.Invitations.RestoreWindow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        try
        {
            var restored = await db.Users.Where(u => u.Id == guestId && u.DeletedAt > oldest)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.DeletedAt, (DateTime?)null), ct);
            if (restored == 0) return GuestProblems.TooLate;
        }
        catch (Exception e) when (e.IsUniqueViolation())
        {
            return GuestProblems.AddressTaken;
        }

        db.AuditEntries.Add(admin.Did(clock, Activities.GuestRestored, "UserManagement", "User", guestId, removed.DisplayName));
        errands.Add(ErrandKind.UserChanged, guestId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}
