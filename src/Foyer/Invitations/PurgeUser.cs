using Foyer.Apps;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Deletes a removed user for good, with everything that hangs on them; only the audit log remembers.</summary>
public sealed class PurgeUser(FoyerDb db, TimeProvider clock)
{
    public Task<Result<Done>> Run(TenantAdmin admin, Guid userId, CancellationToken ct) => db.Retrying<Result<Done>>(async () =>
    {
        if (await db.StandsAbove(userId, admin, ct)) return UserProblems.StandsAbove;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var removed = db.Users.Where(u => u.Id == userId && u.DeletedAt != null);
        if (await removed.Select(u => u.UserPrincipalName).SingleOrDefaultAsync(ct) is not { } name) return UserProblems.NotFound;
        await db.AppRoleAssignments.Where(a => a.PrincipalId == userId).ExecuteDeleteAsync(ct);
        await db.PermissionGrants.Where(g => g.PrincipalId == userId).ExecuteDeleteAsync(ct);
        if (await removed.ExecuteDeleteAsync(ct) == 0) return UserProblems.NotFound;
        db.AuditEntries.Add(admin.Did(clock, Activities.UserPurged, "UserManagement", "User", userId, name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    });
}
