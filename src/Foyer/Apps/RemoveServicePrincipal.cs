using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Takes an app out of the organisation with everybody's assignments; its registration stays and can be let in again.</summary>
public sealed class RemoveServicePrincipal(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid servicePrincipalId, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AssignmentProblems.NotAllowed;
        if (await db.ServicePrincipals.Where(s => s.Id == servicePrincipalId).Select(s => new { s.AppId, s.DisplayName }).SingleOrDefaultAsync(ct) is not { } app) return AssignmentProblems.NotFound;
        if (app.AppId == DirectoryScopes.ResourceAppId) return AppProblems.BuiltIn;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.AppRoleAssignments.Where(a => a.PrincipalId == servicePrincipalId).ExecuteDeleteAsync(ct);
        if (await db.ServicePrincipals.Where(s => s.Id == servicePrincipalId).ExecuteDeleteAsync(ct) == 0) return AssignmentProblems.NotFound;
        db.AuditEntries.Add(admin.Did(clock, Activities.AppRemoved, "ApplicationManagement", "ServicePrincipal", servicePrincipalId, app.DisplayName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
