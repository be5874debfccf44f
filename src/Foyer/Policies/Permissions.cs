using Foyer.Apps;

namespace Foyer.Policies;

/// <summary>The directory's own API as an app: the resource that permissions belong to, with Entra's ids (digest 2.4).</summary>
public static class GraphApp
{
    public static readonly Guid AppId = DirectoryScopes.ResourceAppId;
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
        (new("97235f07-e226-4f63-ace3-39588e11d3a1"), Permissions.ReadBasicUsers),
        (new("df021288-bdef-4463-88db-98f22de89214"), Permissions.ReadUsers),
        (new("7ab1d382-f21e-4acd-a863-ba3e13f7da61"), Permissions.ReadDirectory),
        (new("3011c876-62b7-4ada-afa2-506cbbecc68c"), Permissions.EnableUsers),
        (new("77f3a031-c388-4f99-b373-dc68676a979e"), Permissions.RevokeSessions),
        (new("eccc023d-eccf-4e7b-9683-8813ab36cecc"), Permissions.DeleteRestoreUsers),
        (new("98830695-27a2-44f7-8c18-0c3ebc9698f6"), Permissions.ReadMembers),
        (new("dbaae8cf-10b5-4b86-a4a1-f871c94c6695"), Permissions.WriteMembers),
        (new("5b567255-7703-4780-807c-7be8301ae99b"), Permissions.ReadGroups),
        (new("bf7b1a76-6e77-406b-b258-bf5c7720e98f"), Permissions.CreateGroups),
        (new("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"), Permissions.ReadApplications),
        (new("18a4783c-866b-4cc7-a460-3d5e5662c884"), Permissions.OwnApplications),
        (new("8e8e4742-1d95-4f68-9d56-6ee75648c72a"), Permissions.WriteConsent),
        (new("e2f98668-2877-4f38-a2f4-8202e0717aa1"), Permissions.ReadLicences),
        (new("5facf0c1-8979-4e95-abcf-ff3d079771c0"), Permissions.WriteLicences),
        (new("498476ce-e0fe-48b0-b801-37ba7e2685c6"), Permissions.ReadOrganization),
        (new("292d869f-3427-49a8-9dab-8c70152b74e9"), Permissions.WriteOrganization),
        (new("eb76ac34-0d62-4454-b97c-185e4250dc20"), Permissions.ReadBranding),
        (new("d2ebfbc1-a5f8-424b-83a6-56ab5927a73c"), Permissions.WriteBranding),
        (new("dbb9058a-0e50-45d7-ae91-66909b5d4664"), Permissions.ReadDomains),
        (new("7e05723c-0bb0-42da-be95-ae9f08a6e53c"), Permissions.WriteDomains),
        (new("246dd0d5-5bd0-4def-940b-0421030a5b68"), Permissions.ReadPolicies),
        (new("fb221be6-99f2-473f-bd32-01c6a0e9ca3b"), Permissions.WriteAuthorizationPolicy),
        (new("b0afded3-3588-46d8-8b3d-9842eff778da"), Permissions.ReadAuditLogs),
        (new("483bed4a-2ad3-4361-a73b-c83ccdbdc53c"), Permissions.ReadRoles),
        (new("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"), Permissions.WriteRoles),
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
    public const string AssignAppRoles = "AppRoleAssignment.ReadWrite.All";
    public const string ReadBasicUsers = "User.ReadBasic.All";
    public const string ReadUsers = "User.Read.All";
    public const string ReadDirectory = "Directory.Read.All";
    public const string EnableUsers = "User.EnableDisableAccount.All";
    public const string RevokeSessions = "User.RevokeSessions.All";
    public const string DeleteRestoreUsers = "User.DeleteRestore.All";
    public const string ReadMembers = "GroupMember.Read.All";
    public const string WriteMembers = "GroupMember.ReadWrite.All";
    public const string ReadGroups = "Group.Read.All";
    public const string CreateGroups = "Group.Create";
    public const string ReadApplications = "Application.Read.All";
    public const string OwnApplications = "Application.ReadWrite.OwnedBy";
    public const string WriteConsent = "DelegatedPermissionGrant.ReadWrite.All";
    public const string ReadLicences = "LicenseAssignment.Read.All";
    public const string WriteLicences = "LicenseAssignment.ReadWrite.All";
    public const string ReadOrganization = "Organization.Read.All";
    public const string WriteOrganization = "Organization.ReadWrite.All";
    public const string ReadBranding = "OrganizationalBranding.Read.All";
    public const string WriteBranding = "OrganizationalBranding.ReadWrite.All";
    public const string ReadDomains = "Domain.Read.All";
    public const string WriteDomains = "Domain.ReadWrite.All";
    public const string ReadPolicies = "Policy.Read.All";
    public const string WriteAuthorizationPolicy = "Policy.ReadWrite.Authorization";
    public const string ReadAuditLogs = "AuditLog.Read.All";
    public const string ReadRoles = "RoleManagement.Read.Directory";
    public const string WriteRoles = "RoleManagement.ReadWrite.Directory";
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
