namespace Foyer.Policies;

/// <summary>The directory's own API as an app: the resource that permissions belong to, with Entra's ids (digest 2.4).</summary>
public static class GraphApp
{
    public static readonly Guid AppId = new("00000003-0000-0000-c000-000000000000");
    public const string Name = "Foyer Graph";

    /// <summary>Application permissions: role id and value.</summary>
    public static readonly IReadOnlyList<(Guid Id, string Value)> Roles =
    [
        (new("09850681-111b-4a89-9bed-3f2cae46d706"), Permissions.InviteUsers),
        (new("741f803b-c850-494e-b5df-cde7c675a1ca"), Permissions.WriteUsers),
        (new("62a82d76-70ea-41e2-9197-370581804d09"), Permissions.WriteGroups),
        (new("1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"), Permissions.WriteApplications),
        (new("19dbc75e-c2e2-444c-a770-ec69d8559fc7"), Permissions.WriteDirectory),
        (new("06b708a9-e830-4db3-a914-8e69da51d44f"), Permissions.AssignAppRoles),
        (new("5facf0c1-8979-4e95-abcf-ff3d079771c0"), Permissions.WriteLicences),
    ];
}

/// <summary>Permission values as they stand in a token's <c>roles</c> (applications) or <c>scp</c> (delegated).</summary>
public static class Permissions
{
    public const string InviteUsers = "User.Invite.All";
    public const string WriteUsers = "User.ReadWrite.All";
    public const string WriteGroups = "Group.ReadWrite.All";
    public const string WriteApplications = "Application.ReadWrite.All";
    public const string WriteDirectory = "Directory.ReadWrite.All";
    public const string WriteLicences = "LicenseAssignment.ReadWrite.All";
    public const string AssignAppRoles = "AppRoleAssignment.ReadWrite.All";
}

/// <summary>Claims of Foyer's own principals (session cookie and bearer token), spelt as in its tokens (digest 6.2).</summary>
public static class FoyerClaims
{
    public const string Tenant = "tid";
    public const string Object = "oid";
    public const string Roles = "roles";
    public const string Scopes = "scp";
    /// <summary>Present and <c>app</c> when an app speaks for itself.</summary>
    public const string IdType = "idtyp";
    public const string App = "azp";
    public const string Session = "sid";
}
