using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Changes an app registration. A role is switched off before it is taken away, so that nobody loses a right by a slip (digest 5.3).</summary>
public sealed class ChangeApplication(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid applicationId, ApplicationChange change, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AppProblems.MayNotRegister;
        if (await db.Applications.SingleOrDefaultAsync(a => a.Id == applicationId, ct) is not { } app) return AppProblems.NotFound;
        if (app.AppId == DirectoryScopes.ResourceAppId) return AppProblems.BuiltIn;
        if (change.Set(app) is { } problem || (problem = await SetRoles(app, change, ct)) is not null)
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

    /// <summary>The list that is sent is the list that there will be.</summary>
    private async Task<Problem?> SetRoles(Application app, ApplicationChange change, CancellationToken ct)
    {
        if (!change.Roles.IsSet) return null;
        var there = await db.AppRoles.Where(r => r.ApplicationId == app.Id).ToDictionaryAsync(r => r.Id, ct);
        foreach (var role in there.Values.Where(r => change.Roles.Value.All(w => w.Id != r.Id)))
        {
            if (role.IsEnabled) return AppProblems.RoleIsEnabled;
            db.AppRoles.Remove(role);
        }
        foreach (var wish in change.Roles.Value)
        {
            if (!there.TryGetValue(wish.Id, out var role))
            {
                db.AppRoles.Add(new() { TenantId = app.TenantId, ApplicationId = app.Id, Id = wish.Id, Value = wish.Value, DisplayName = wish.DisplayName, IsEnabled = wish.IsEnabled, ForApplications = wish.ForApplications });
                continue;
            }
            if (role.Value != wish.Value || role.ForApplications != wish.ForApplications) return AppProblems.RoleIsFixed;
            (role.DisplayName, role.IsEnabled) = (wish.DisplayName, wish.IsEnabled);
        }
        return null;
    }
}
