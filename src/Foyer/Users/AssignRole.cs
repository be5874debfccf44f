using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Gives a directory role to a user, or takes it away. Only a Global Administrator does, and the last one stays one.</summary>
public sealed class AssignRole(FoyerDb db, GrantRole grant, TimeProvider clock)
{
    public async Task<Result<Done>> Add(TenantAdmin admin, Guid userId, Guid role, CancellationToken ct)
    {
        if (await Check(admin, role, ct) is { } problem) return problem;
        if (await db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return UserProblems.NotFound;
        grant.Add(admin, user, role);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return UserProblems.HoldsRole;
        }
        return Done.It;
    }

    public async Task<Result<Done>> Remove(TenantAdmin admin, Guid userId, Guid role, CancellationToken ct)
    {
        if (await Check(admin, role, ct) is { } problem) return problem;
        if (await db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return UserProblems.NotFound;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (role == DirectoryRoles.GlobalAdministrator && await db.IsLastAdmin(userId, ct)) return UserProblems.LastAdmin;
        if (await db.DirectoryRoleAssignments.Where(r => r.UserId == userId && r.RoleTemplateId == role).ExecuteDeleteAsync(ct) == 0) return UserProblems.LacksRole;
        db.AuditEntries.Add(admin.Did(clock, Activities.RoleRemoved, "RoleManagement", "User", userId, user.UserPrincipalName, AuditDetails.Of(("roleTemplateId", role))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    private async Task<Problem?> Check(TenantAdmin admin, Guid role, CancellationToken ct)
    {
        if (!DirectoryRoles.Names.ContainsKey(role)) return UserProblems.NoSuchRole;
        return admin.IsApp || await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct) ? null : UserProblems.MayNotGiveRoles;
    }
}
