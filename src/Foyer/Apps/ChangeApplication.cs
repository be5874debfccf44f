using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Changes an app registration and the rows that belong to it (digest 5.3).</summary>
public sealed class ChangeApplication(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid applicationId, ApplicationChange change, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AppProblems.MayNotRegister;
        if (await db.Applications.SingleOrDefaultAsync(a => a.Id == applicationId, ct) is not { } app) return AppProblems.NotFound;
        if (app.AppId == DirectoryScopes.ResourceAppId) return AppProblems.BuiltIn;
        if (change.Set(app) is { } problem || (problem = await new ApplicationParts(db, app, clock.UtcNow).Set(change, ct)) is not null)
        {
            db.ChangeTracker.Clear();
            return problem;
        }
        if (!db.ChangeTracker.HasChanges()) return Done.It;
        db.AuditEntries.Add(admin.Did(clock, Activities.ApplicationUpdated, "ApplicationManagement", "Application", app.Id, app.DisplayName));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return AppProblems.BadRoles;
        }
        return Done.It;
    }
}
