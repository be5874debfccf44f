using Foyer.Apps;
using Foyer.Graph.Query;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>oAuth2PermissionGrant</c>: what an app may do in somebody's name.</summary>
internal static class ConsentTable
{
    public const string ForEverybody = "AllPrincipals", ForOne = "Principal";
    public const string Set = "oauth2PermissionGrants";

    public static readonly GraphTable<PermissionGrant> Table = new GraphTable<PermissionGrant>("oAuth2PermissionGrant", Set, g => g.Id)
        .Add("id", g => g.Id, p => p.Default().Filter(Ops.Exact))
        .Add("clientId", g => g.ClientId, p => p.Default().Filter(Ops.Exact))
        .Add("consentType", g => g.PrincipalId == PermissionGrant.Everybody ? ForEverybody : ForOne, p => p.Default().Filter(Ops.Exact))
        .Add("principalId", g => g.PrincipalId == PermissionGrant.Everybody ? (Guid?)null : g.PrincipalId, p => p.Default().Filter(Ops.Exact))
        .Add("resourceId", g => g.ResourceId, p => p.Default().Filter(Ops.Exact))
        .Add("scope", g => g.Scope, p => p.Default());
}
