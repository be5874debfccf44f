using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Removes a member so that they are out at once and can be brought back for a while. Groups and apps stay with the hidden user.</summary>
public sealed class RemoveMember(FoyerDb db, SendOnErrands errands, FoyerOptions options, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid userId, CancellationToken ct)
    {
        if (userId == admin.Id) return UserProblems.Yourself;
        if (await db.Users.Live.Where(u => u.Id == userId && u.UserType == UserType.Member).Select(u => u.UserPrincipalName).SingleOrDefaultAsync(ct) is not { } name) return UserProblems.NotFound;
        if (await db.StandsAbove(userId, admin, ct)) return UserProblems.StandsAbove;
        if (await db.IsLastAdmin(userId, ct)) return UserProblems.LastAdmin;

        // Sessions and refresh tokens need no write of their own: every use asks the user's row (security rule 22).
        var now = clock.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Users.Live.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DeletedAt, now).SetProperty(u => u.SignInSessionsValidFrom, now), ct) == 0) return UserProblems.NotFound;
        db.AuditEntries.Add(admin.Did(clock, Activities.UserRemoved, "UserManagement", "User", userId, name, AuditDetails.Of(("restorableUntil", now + options.Invitations.RestoreWindow))));
        errands.Add(ErrandKind.UserChanged, userId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}
