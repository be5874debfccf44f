using Foyer.Data;
using Foyer.Users;

namespace Foyer.Apps;

internal static class AppRights
{
    extension(FoyerDb db)
    {
        /// <summary>Only a Global Administrator decides about apps, and apps that one of them gave the permission.</summary>
        public async Task<bool> MayManageApps(TenantAdmin admin, CancellationToken ct) => admin.IsApp || await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct);
    }
}
