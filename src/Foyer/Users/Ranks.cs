using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Which directory roles somebody holds, where an operation needs more than "is an administrator".</summary>
internal static class Ranks
{
    /// <summary>Who may do what could take over an account to whom: never upwards. Roles not named rank like no role at all, and so do apps.</summary>
    private static readonly Dictionary<Guid, int> Rank = new()
    {
        [DirectoryRoles.GlobalAdministrator] = 3,
        [DirectoryRoles.UserAdministrator] = 2,
        [DirectoryRoles.GroupsAdministrator] = 1,
        [DirectoryRoles.HelpdeskAdministrator] = 1,
    };

    extension(FoyerDb db)
    {
        public Task<bool> HoldsRole(Guid? userId, Guid role, CancellationToken ct) =>
            db.Set<DirectoryRoleAssignment>().AnyAsync(r => r.UserId == userId && r.RoleTemplateId == role, ct);

        /// <summary>True when the target's roles rank above the actor's: nobody may shut out, or become, who stands above.</summary>
        public Task<bool> StandsAbove(Guid targetId, TenantAdmin actor, CancellationToken ct) => db.StandsAbove(targetId, actor.Id, ct);

        public async Task<bool> StandsAbove(Guid targetId, Guid? actorId, CancellationToken ct) =>
            await db.RankOf(targetId, ct) is > 0 and var rank && rank > await db.RankOf(actorId, ct);

        /// <summary>True for whoever would leave the organisation without a Global Administrator that can sign in.</summary>
        public async Task<bool> IsLastAdmin(Guid userId, CancellationToken ct) =>
            await db.HoldsRole(userId, DirectoryRoles.GlobalAdministrator, ct)
            && !await db.Users.Live.AnyAsync(u => u.Id != userId && u.AccountEnabled && db.Set<DirectoryRoleAssignment>().Any(r => r.UserId == u.Id && r.RoleTemplateId == DirectoryRoles.GlobalAdministrator), ct);

        private async Task<int> RankOf(Guid? userId, CancellationToken ct)
        {
            var roles = await db.Set<DirectoryRoleAssignment>().Where(r => r.UserId == userId).Select(r => r.RoleTemplateId).ToListAsync(ct);
            return roles.Count == 0 ? 0 : roles.Max(r => Rank.GetValueOrDefault(r));
        }
    }
}
