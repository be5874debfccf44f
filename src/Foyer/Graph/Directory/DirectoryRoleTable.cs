using Foyer.Graph.Query;
using Foyer.Users;

namespace Foyer.Graph;

/// <summary>A built-in role; every organisation has the same, so its id is that of its template.</summary>
internal sealed record DirectoryRole(Guid Id, string DisplayName, string Description)
{
    public static readonly IReadOnlyList<DirectoryRole> All =
    [
        new(DirectoryRoles.GlobalAdministrator, "Global Administrator", "Can manage all aspects of the organisation."),
        new(DirectoryRoles.UserAdministrator, "User Administrator", "Can manage all aspects of users and groups."),
        new(DirectoryRoles.GroupsAdministrator, "Groups Administrator", "Can create and manage groups."),
        new(DirectoryRoles.LicenseAdministrator, "License Administrator", "Can give and take licences."),
        new(DirectoryRoles.GuestInviter, "Guest Inviter", "Can invite guests whatever the setting on who may invite says, unless nobody may."),
        new(DirectoryRoles.HelpdeskAdministrator, "Helpdesk Administrator", "Can set passwords of people without a role, and let them sign in anew."),
        new(DirectoryRoles.DirectoryReaders, "Directory Readers", "Can read basic directory information."),
    ];
}

/// <summary>The properties of Graph's <c>directoryRole</c>.</summary>
internal static class DirectoryRoleTable
{
    public static readonly GraphTable<DirectoryRole> Table = new GraphTable<DirectoryRole>("directoryRole", "directoryRoles", r => r.Id)
        .Value("id", r => r.Id, p => p.Default())
        .Value("displayName", r => r.DisplayName, p => p.Default())
        .Value("description", r => r.Description, p => p.Default())
        .Value("roleTemplateId", r => r.Id, p => p.Default())
        .Value("deletedDateTime", _ => null, p => p.Default());
}
