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

/// <summary>The app that every organisation has from the beginning: the directory's own API. Nobody changes or removes it.</summary>
internal static class BuiltInApps
{
    public static readonly Guid Graph = new("00000003-0000-0000-c000-000000000000");
}
