using Foyer.Apps;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>Reads Graph's <c>application</c> and <c>servicePrincipal</c> from a body: what the registration has, and nothing else.</summary>
internal static class ApplicationBody
{
    private const int MostAddresses = 256, MostRoles = 200;
    private static readonly string[] Claims = ["None", "SecurityGroup", "ApplicationGroup", "DirectoryRole", "All"];

    public static ApplicationChange Read(GraphBody body)
    {
        var change = new ApplicationChange { DisplayName = Needed(body.Text("displayName", 256, needed: true)) };
        if (body.Text("signInAudience", 64) is { IsSet: true } audience && audience.Value != "AzureADMyOrg") throw body.Invalid("signInAudience");
        if (body.Text("groupMembershipClaims", 64) is { IsSet: true } claims)
            change = change with { GroupMembershipClaims = Claims.Contains(claims.Value ?? "None", StringComparer.Ordinal) ? claims.Value ?? "None" : throw body.Invalid("groupMembershipClaims") };
        change = Addresses(body, change);
        if (body.Inner("api", "ApiApplication") is { } api)
        {
            if (api.Number("requestedAccessTokenVersion") is { IsSet: true } version) change = change with { RequestedAccessTokenVersion = version.Value is null or 1 or 2 ? version.Value ?? 1 : throw api.Invalid("requestedAccessTokenVersion") };
            api.Done();
        }
        if (body.Inners("appRoles", MostRoles, "AppRole") is { } roles) change = change with { Roles = new(true, [.. roles.Select(Role)]) };
        body.Done();
        return change;
    }

    /// <summary>A registration has one list of addresses, of a web app or of a public client.</summary>
    private static ApplicationChange Addresses(GraphBody body, ApplicationChange change)
    {
        if (body.Inner("web", "WebApplication") is { } web)
        {
            var (addresses, logout) = (web.Texts("redirectUris", MostAddresses, 2048), web.Text("logoutUrl", 2048));
            web.Done();
            if (addresses is { IsSet: true, Value.Count: > 0 }) change = change with { RedirectUris = addresses, IsPublicClient = false };
            else if (addresses.IsSet && !body.Has("publicClient")) change = change with { RedirectUris = addresses };
            if (logout.IsSet) change = change with { FrontChannelLogoutUrl = logout };
        }
        if (body.Inner("publicClient", "PublicClientApplication") is { } device)
        {
            var addresses = device.Texts("redirectUris", MostAddresses, 2048);
            device.Done();
            if (addresses is { IsSet: true, Value.Count: > 0 })
            {
                if (change.RedirectUris is { IsSet: true, Value.Count: > 0 }) throw new GraphRefusal(GraphErrors.Bad("An app is either a web app or a public client: give redirectUris to one of them."));
                change = change with { RedirectUris = addresses, IsPublicClient = true };
            }
        }
        return body.FlagOrNull("isFallbackPublicClient") is { IsSet: true } fallback ? change with { IsPublicClient = fallback } : change;
    }

    private static RoleWish Role(GraphBody body)
    {
        var types = body.Texts("allowedMemberTypes", 2, 32);
        if (types is not { IsSet: true, Value: ["User"] or ["Application"] }) throw body.Invalid("allowedMemberTypes");
        var role = new RoleWish(body.Id("id").Value ?? throw body.Missing("id"), body.Text("value", 120, needed: true).Value ?? throw body.Missing("value"),
            body.Text("displayName", 256, needed: true).Value ?? throw body.Missing("displayName"), body.Flag("isEnabled") is not { IsSet: true, Value: false }, types.Value[0] == "Application");
        if (role.Value.StartsWith('.') || role.Value.Contains(' ', StringComparison.Ordinal)) throw body.Invalid("value");
        body.Text("description", 1024); // shown as the name: docs/graph-compatibility.md says so
        body.Text("origin", 64);
        body.Done();
        return role;
    }

    public static ServicePrincipalChange ReadPrincipal(GraphBody body)
    {
        var change = new ServicePrincipalChange { AccountEnabled = body.FlagOrNull("accountEnabled"), AppRoleAssignmentRequired = body.FlagOrNull("appRoleAssignmentRequired"), SignOnUrl = body.Text("loginUrl", 2048) };
        if (body.Text("homepage", 2048) is { IsSet: true } homepage && !change.SignOnUrl.IsSet) change = change with { SignOnUrl = homepage };
        if (body.Texts("tags", 10, 256) is { IsSet: true } tags)
        {
            if (tags.Value.Any(t => t != ServicePrincipalTable.HideTag)) throw body.Invalid("tags");
            change = change with { Hidden = tags.Value.Count > 0 };
        }
        body.Done();
        return change;
    }

    private static Change<string> Needed(Change<string?> text) => text.IsSet ? new(true, text.Value!) : default;
}
