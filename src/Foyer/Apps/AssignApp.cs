using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Who is to get an app: a user or a group of the tenant, and in which role.</summary>
public sealed record AssignmentWish(Guid ServicePrincipalId, Guid PrincipalId, PrincipalType PrincipalType, Guid? AppRoleId = null);

/// <summary>Lets a user or a group open an app (digest 5.5). An app without roles gives plain access, an app with roles wants one of them chosen.</summary>
public sealed class AssignApp(FoyerDb db, Benefits benefits, TimeProvider clock)
{
    /// <summary>Returns the id of the assignment. A second assignment of the same role is a conflict that the unique index finds.</summary>
    public async Task<Result<Guid>> Run(TenantAdmin admin, AssignmentWish wish, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AssignmentProblems.NotAllowed;
        var app = await db.ServicePrincipals.SingleOrDefaultAsync(s => s.Id == wish.ServicePrincipalId, ct);
        if (app is null) return AssignmentProblems.NotFound;
        if (await NameOf(wish, ct) is not { } name) return AssignmentProblems.NoSuchPrincipal;
        if (wish.PrincipalType == PrincipalType.Group && !await benefits.MayAssignGroupsToApps(ct)) return TenantProblems.GroupsNeedPaid;

        var roles = await db.RolesForPeople(app.AppId).Select(r => r.Id).ToListAsync(ct);
        var role = wish.AppRoleId ?? AppRoleAssignment.DefaultAccess;
        if (roles.Count > 0 && role == AppRoleAssignment.DefaultAccess) return AssignmentProblems.RoleMissing;
        if (role != AppRoleAssignment.DefaultAccess && !roles.Contains(role)) return AssignmentProblems.NoSuchRole;

        var assignment = new AppRoleAssignment
        {
            TenantId = admin.TenantId, Id = Ids.New(clock), ResourceId = app.Id, PrincipalId = wish.PrincipalId,
            PrincipalType = wish.PrincipalType, AppRoleId = role, CreatedAt = clock.UtcNow,
        };
        db.AppRoleAssignments.Add(assignment);
        db.AuditEntries.Add(admin.Did(clock, Activities.AssignmentAdded, "ApplicationManagement", wish.PrincipalType.ToString(), wish.PrincipalId, name,
            AuditDetails.Of(("app", app.DisplayName), ("servicePrincipalId", app.Id), ("appRoleId", role))));
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

    private Task<string?> NameOf(AssignmentWish wish, CancellationToken ct) => wish.PrincipalType switch
    {
        PrincipalType.User => db.Users.Live.Where(u => u.Id == wish.PrincipalId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct)!,
        PrincipalType.Group => db.Groups.Live.Where(g => g.Id == wish.PrincipalId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct)!,
        _ => Task.FromResult<string?>(null),
    };
}

internal static class PeopleRoles
{
    extension(FoyerDb db)
    {
        /// <summary>The roles of an app that people and groups can be given; another organisation's app declares them there.</summary>
        public IQueryable<AppRole> RolesForPeople(Guid appId)
        {
            var here = db.CurrentTenantId;
            return from principal in db.ServicePrincipals.AcrossTenants()
                   where principal.TenantId == here && principal.AppId == appId
                   join application in db.Applications.AcrossTenants() on new { TenantId = principal.OwnerTenantId ?? here, principal.AppId } equals new { application.TenantId, application.AppId }
                   join role in db.AppRoles.AcrossTenants() on new { application.TenantId, ApplicationId = application.Id } equals new { role.TenantId, role.ApplicationId }
                   where role.IsEnabled && !role.ForApplications
                   select role;
        }
    }
}
