using System.Collections.Frozen;

namespace Foyer.Apps;

/// <summary>
/// The directory's own API as a resource: its delegated permissions with Graph's names and ids, and who may allow them. It is
/// the same in every organisation, so it stands here and not in the store. Its words are texts (<c>consent.scope.*</c>).
/// </summary>
public static class DirectoryScopes
{
    /// <summary>The app that every organisation has from the beginning. Nobody changes or removes it.</summary>
    public static readonly Guid ResourceAppId = new("00000003-0000-0000-c000-000000000000");

    public const string ReadOneself = "User.Read";

    public static readonly IReadOnlyList<ScopeFacts> All =
    [
        Any("openid", "37f7f235-527c-4136-accd-4a02d197296e"),
        Any("profile", "14dad69e-099b-42c9-810b-d002981feec1"),
        Any("email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"),
        Any("offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"),
        Any(ReadOneself, "e1fe6dd8-ba31-4d61-89e7-88639da4683d"),
        Any("User.ReadWrite", "b4e74841-8e56-480b-be8b-910348b18b4c"),
        Any("User.ReadBasic.All", "b340eb25-3456-403f-be2f-af7a0d370277"),
        Admin("User.Read.All", "a154be20-db9c-4678-8ab7-66f6cc099a59"),
        Admin("User.ReadWrite.All", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4"),
        Admin("User.EnableDisableAccount.All", "f92e74e7-2563-467f-9dd0-902688cb5863"),
        Admin("User.RevokeSessions.All", "fc30e98b-8810-4501-81f5-c20a3196387b"),
        Admin("User.DeleteRestore.All", "4bb440cd-2cf2-4f90-8004-aa2acd2537c5"),
        Admin("User.Invite.All", "63dd7cd9-b489-4adf-a28c-ac38b9a0f962"),
        Admin("Group.Read.All", "5f8c59db-677d-491f-a6b8-5f174b11ec1d"),
        Admin("Group.ReadWrite.All", "4e46008b-f24c-477d-8fff-7bb4ec7aafe0"),
        Admin("GroupMember.Read.All", "bc024368-1153-4739-b217-4326f2e966d0"),
        Admin("GroupMember.ReadWrite.All", "f81125ac-d3b7-4573-a3b2-7099cc39df9e"),
        Admin("Directory.Read.All", "06da0dbc-49e2-44d2-8312-53f166ab848a"),
        Admin("Directory.ReadWrite.All", "c5366453-9fb0-48a5-a156-24f0c49a4b84"),
        Admin("Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb"),
        Admin("Application.ReadWrite.All", "bdfbf15f-ee85-4955-8675-146e8e5296b5"),
        Admin("AppRoleAssignment.ReadWrite.All", "84bccea3-f856-4a8a-967b-dbe0a3d53a64"),
        Admin("DelegatedPermissionGrant.Read.All", "a197cdc4-a8e8-4d49-9d35-4ca7c83887b4"),
        Admin("DelegatedPermissionGrant.ReadWrite.All", "41ce6ca6-6826-4807-84f1-1c82854f7ee5"),
        Admin("LicenseAssignment.Read.All", "f395577a-0960-456b-979f-7228de0c5996"),
        Admin("LicenseAssignment.ReadWrite.All", "f55016cc-149c-447e-8f21-7cf3ec1d6350"),
        Admin("Organization.Read.All", "4908d5b9-3fb2-4b1e-9336-1888b7937185"),
        Admin("Organization.ReadWrite.All", "46ca0847-7e6b-426e-9775-ea810a948356"),
        Admin("OrganizationalBranding.Read.All", "9082f138-6f02-4f3a-9f4d-5f3c2ce5c688"),
        Admin("OrganizationalBranding.ReadWrite.All", "15ce63de-b141-4c9a-a9a5-241bf27c6aaf"),
        Admin("Domain.Read.All", "2f9ee017-59c1-4f1d-9472-bd5529a7b311"),
        Admin("Domain.ReadWrite.All", "0b5d694c-a244-4bde-86e6-eb5cd07730fe"),
        Admin("Policy.Read.All", "572fea84-0151-49b2-9301-11cb16974376"),
        Admin("Policy.ReadWrite.Authorization", "edd3c878-b384-41fd-95ad-e7407dd775be"),
        Admin("RoleManagement.Read.Directory", "741c54c3-0c1e-44a1-818b-3f97ab4e8c83"),
        Admin("RoleManagement.ReadWrite.Directory", "d01b97e9-cbc0-49fe-810a-750afd5527a3"),
        Admin("AuditLog.Read.All", "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20"),
    ];

    /// <summary>What a sign-in takes: an organisation's own apps have it without being allowed it one by one (docs/adr/0014).</summary>
    public static readonly FrozenSet<string> Basic = FrozenSet.ToFrozenSet(["openid", "profile", "email", "offline_access", ReadOneself], StringComparer.Ordinal);

    private static ScopeFacts Any(string value, string id) => new(new(id), value, ScopeType.User, null, null);

    private static ScopeFacts Admin(string value, string id) => new(new(id), value, ScopeType.Admin, null, null);
}

/// <summary>A delegated permission to choose from. Without a title its words are ours, in the language of the page.</summary>
public sealed record ScopeFacts(Guid Id, string Value, ScopeType Type, string? Title, string? Description)
{
    public static ScopeFacts Of(PermissionScope scope) =>
        new(scope.Id, scope.Value, scope.Type, scope.UserConsentDisplayName ?? scope.AdminConsentDisplayName, scope.UserConsentDescription ?? scope.AdminConsentDescription);
}
