using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Lets a registered app into the organisation, its own or one that another registered for everybody; it opens to everybody until assignment is required of it, as in Entra.</summary>
public sealed class AddServicePrincipal(FoyerDb db, FindApp find, TimeProvider clock)
{
    public async Task<Result<ServicePrincipal>> Run(TenantAdmin admin, Guid appId, ServicePrincipalChange wanted, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AppProblems.MayNotRegister;
        var own = await db.Applications.Where(a => a.AppId == appId).Select(a => a.DisplayName).SingleOrDefaultAsync(ct);
        var other = own is null ? await find.Run(appId, ct) : null;
        if ((own ?? other?.App.DisplayName) is not { } name) return AppProblems.NoSuchApp;
        var principal = new ServicePrincipal { TenantId = admin.TenantId, Id = Ids.New(clock), AppId = appId, OwnerTenantId = other?.App.TenantId, DisplayName = name, CreatedAt = clock.UtcNow };
        if (wanted.Set(principal) is { } problem) return problem;

        db.ServicePrincipals.Add(principal);
        db.AuditEntries.Add(admin.Did(clock, Activities.AppLetIn, "ApplicationManagement", "ServicePrincipal", principal.Id, name));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return AppProblems.HasPrincipal;
        }
        return principal;
    }
}
