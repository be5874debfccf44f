using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Which directory roles somebody holds, where an operation needs more than "is an administrator".</summary>
internal static class Ranks
{
    extension(FoyerDb db)
    {
        public Task<bool> HoldsRole(Guid? userId, Guid role, CancellationToken ct) =>
            db.Set<DirectoryRoleAssignment>().AnyAsync(r => r.UserId == userId && r.RoleTemplateId == role, ct);

        /// <summary>True when the target is a Global Administrator and the actor is none: a User Administrator must not shut out who stands above.</summary>
        public async Task<bool> StandsAbove(Guid targetId, TenantAdmin actor, CancellationToken ct) =>
            await db.HoldsRole(targetId, DirectoryRoles.GlobalAdministrator, ct) && !await db.HoldsRole(actor.Id, DirectoryRoles.GlobalAdministrator, ct);
    }
}
