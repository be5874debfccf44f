using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Registers an app and nothing more, as Graph does: nobody can open it until it has a service principal (<see cref="AddServicePrincipal"/>).</summary>
public sealed class RegisterApplication(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Application>> Run(TenantAdmin admin, ApplicationChange wanted, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AppProblems.MayNotRegister;
        var app = new Application { TenantId = admin.TenantId, Id = Ids.New(clock), AppId = Ids.New(clock), DisplayName = "", CreatedAt = clock.UtcNow };
        if (wanted.Set(app) is { } problem) return problem;
        if (app.DisplayName.Length == 0) return AppProblems.NameMissing;

        db.Applications.Add(app);
        if (await new ApplicationParts(db, app, clock.UtcNow).Set(wanted, ct) is { } wrong)
        {
            db.ChangeTracker.Clear();
            return wrong;
        }
        db.AuditEntries.Add(admin.Did(clock, Activities.AppAdded, "ApplicationManagement", "Application", app.Id, app.DisplayName));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return AppProblems.BadRoles;
        }
        return app;
    }
}
