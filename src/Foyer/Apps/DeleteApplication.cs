using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Deletes an app registration with its secrets and roles, and its service principal with whoever was assigned; nothing of it can be brought back.</summary>
public sealed class DeleteApplication(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid applicationId, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AppProblems.MayNotRegister;
        if (await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == applicationId, ct) is not { } app) return AppProblems.NotFound;
        if (app.AppId == DirectoryScopes.ResourceAppId) return AppProblems.BuiltIn;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var principals = db.ServicePrincipals.Where(s => s.AppId == app.AppId);
        await db.AppRoleAssignments.Where(a => principals.Any(s => s.Id == a.PrincipalId)).ExecuteDeleteAsync(ct);
        var principal = await principals.Select(s => new { s.Id, s.DisplayName }).SingleOrDefaultAsync(ct);
        await principals.ExecuteDeleteAsync(ct);
        if (await db.Applications.Where(a => a.Id == applicationId).ExecuteDeleteAsync(ct) == 0) return AppProblems.NotFound;
        db.AuditEntries.Add(admin.Did(clock, Activities.ApplicationDeleted, "ApplicationManagement", "Application", app.Id, app.DisplayName));
        if (principal is not null) db.AuditEntries.Add(admin.Did(clock, Activities.AppRemoved, "ApplicationManagement", "ServicePrincipal", principal.Id, principal.DisplayName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
