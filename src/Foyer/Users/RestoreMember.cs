using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Brings a removed member back with groups, apps and roles. Sessions stay ended.</summary>
public sealed class RestoreMember(FoyerDb db, SendOnErrands errands, FoyerOptions options, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid userId, CancellationToken ct)
    {
        var removed = db.Users.Where(u => u.Id == userId && u.UserType == UserType.Member && u.DeletedAt != null);
        if (await removed.Select(u => u.UserPrincipalName).SingleOrDefaultAsync(ct) is not { } name) return UserProblems.NotFound;
        if (await db.StandsAbove(userId, admin, ct)) return UserProblems.StandsAbove;

        var oldest = clock.UtcNow - options.Invitations.RestoreWindow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        try
        {
            if (await removed.Where(u => u.DeletedAt > oldest).ExecuteUpdateAsync(set => set.SetProperty(u => u.DeletedAt, (DateTime?)null), ct) == 0) return UserProblems.NotFound;
        }
        catch (Exception e) when (e.IsUniqueViolation())
        {
            return UserProblems.NameTaken;
        }
        db.AuditEntries.Add(admin.Did(clock, Activities.GuestRestored, "UserManagement", "User", userId, name));
        errands.Add(ErrandKind.UserChanged, userId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}
