using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Takes a permission away from an app; calls that need it are refused from the next one on.</summary>
public sealed class WithdrawPermission(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid assignmentId, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AssignmentProblems.NotAllowed;
        var held = await db.AppRoleAssignments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == assignmentId && a.PrincipalType == PrincipalType.ServicePrincipal, ct);
        if (held is null) return AssignmentProblems.NotAssigned;
        var name = await db.ServicePrincipals.Where(s => s.Id == held.PrincipalId).Select(s => s.DisplayName).SingleOrDefaultAsync(ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.AppRoleAssignments.Where(a => a.Id == assignmentId).ExecuteDeleteAsync(ct) == 0) return AssignmentProblems.NotAssigned;
        db.AuditEntries.Add(admin.Did(clock, Activities.AssignmentRemoved, "ApplicationManagement", "ServicePrincipal", held.PrincipalId, name,
            AuditDetails.Of(("servicePrincipalId", held.ResourceId), ("appRoleId", held.AppRoleId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
