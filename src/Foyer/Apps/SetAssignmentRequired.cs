using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Decides whether an app opens for everybody of the tenant or only for who is assigned to it.</summary>
public sealed class SetAssignmentRequired(FoyerDb db, TimeProvider clock)
{
    /// <summary>Safe to repeat: what already is so changes nothing and is not audited again.</summary>
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid servicePrincipalId, bool required, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AssignmentProblems.NotAllowed;
        if (await db.ServicePrincipals.Where(s => s.Id == servicePrincipalId).Select(s => s.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return AssignmentProblems.NotFound;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = await db.ServicePrincipals.Where(s => s.Id == servicePrincipalId && s.AppRoleAssignmentRequired != required)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.AppRoleAssignmentRequired, required), ct);
        if (changed == 0) return Done.It;
        db.AuditEntries.Add(admin.Did(clock, Activities.AppUpdated, "ApplicationManagement", "ServicePrincipal", servicePrincipalId, name, AuditDetails.Of(("assignmentRequired", required))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
