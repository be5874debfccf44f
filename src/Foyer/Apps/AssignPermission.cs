using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Gives an app a permission that another app declares for apps; from then on it stands in the tokens that the app gets for itself.</summary>
public sealed class AssignPermission(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Guid>> Run(TenantAdmin admin, Guid resourceId, Guid principalId, Guid appRoleId, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AssignmentProblems.NotAllowed;
        var resource = await db.ServicePrincipals.AsNoTracking().SingleOrDefaultAsync(s => s.Id == resourceId, ct);
        if (resource is null) return AssignmentProblems.NotFound;
        if (await db.ServicePrincipals.Where(s => s.Id == principalId).Select(s => s.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return AssignmentProblems.NoSuchPrincipal;
        var value = await (from role in db.AppRoles
                           join app in db.Applications on role.ApplicationId equals app.Id
                           where app.AppId == resource.AppId && role.Id == appRoleId && role.IsEnabled && role.ForApplications
                           select role.Value).SingleOrDefaultAsync(ct);
        if (value is null) return AssignmentProblems.NoSuchPermission;

        var assignment = new AppRoleAssignment
        {
            TenantId = admin.TenantId, Id = Ids.New(clock), ResourceId = resourceId, PrincipalId = principalId,
            PrincipalType = PrincipalType.ServicePrincipal, AppRoleId = appRoleId, CreatedAt = clock.UtcNow,
        };
        db.AppRoleAssignments.Add(assignment);
        db.AuditEntries.Add(admin.Did(clock, Activities.PermissionGranted, "ApplicationManagement", "ServicePrincipal", principalId, name,
            AuditDetails.Of(("app", resource.DisplayName), ("servicePrincipalId", resourceId), ("permission", value))));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return AssignmentProblems.AlreadyAssigned;
        }
        return assignment.Id;
    }
}
