using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Takes an app away from a user or a group. Whoever has no other way to it meets a closed door at the next sign-in.</summary>
public sealed class UnassignApp(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid assignmentId, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AssignmentProblems.NotAllowed;
        var found = await (from a in db.AppRoleAssignments
                           join s in db.ServicePrincipals on a.ResourceId equals s.Id
                           where a.Id == assignmentId && a.PrincipalType != PrincipalType.ServicePrincipal
                           select new { Assignment = a, App = s.DisplayName }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is null) return AssignmentProblems.NotAssigned;
        var principal = found.Assignment.PrincipalId;
        var name = await db.Users.Where(u => u.Id == principal).Select(u => u.DisplayName).SingleOrDefaultAsync(ct)
            ?? await db.Groups.Where(g => g.Id == principal).Select(g => g.DisplayName).SingleOrDefaultAsync(ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.AppRoleAssignments.Where(a => a.Id == assignmentId).ExecuteDeleteAsync(ct) == 0) return AssignmentProblems.NotAssigned;
        db.AuditEntries.Add(admin.Did(clock, Activities.AssignmentRemoved, "ApplicationManagement", found.Assignment.PrincipalType.ToString(), found.Assignment.PrincipalId, name,
            AuditDetails.Of(("app", found.App), ("servicePrincipalId", found.Assignment.ResourceId), ("appRoleId", found.Assignment.AppRoleId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
