using Foyer.Apps;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>Reads Graph's <c>application</c> and <c>servicePrincipal</c> from a body: what the registration has, and nothing else.</summary>
internal static class ApplicationBody
{
    private const int MostAddresses = 256, MostRoles = 200, MostScopes = 200, MostResources = 50, MostNeeds = 400, MostCertificates = 20;
    private static readonly string[] Claims = ["None", "SecurityGroup", "ApplicationGroup", "DirectoryRole", "All"];

    public static ApplicationChange Read(GraphBody body)
    {
        var change = new ApplicationChange { DisplayName = Needed(body.Text("displayName", 256, needed: true)) };
        if (body.Text("signInAudience", 64) is { IsSet: true } audience)
            change = change with { SignInAudience = audience.Value is Audiences.MyOrganisation or Audiences.Organisations or Audiences.Everybody ? audience.Value : throw body.Invalid("signInAudience") };
        if (body.Text("groupMembershipClaims", 64) is { IsSet: true } claims)
            change = change with { GroupMembershipClaims = Claims.Contains(claims.Value ?? "None", StringComparer.Ordinal) ? claims.Value ?? "None" : throw body.Invalid("groupMembershipClaims") };
        change = Addresses(body, change);
        if (body.Inner("api", "ApiApplication") is { } api)
        {
            if (api.Number("requestedAccessTokenVersion") is { IsSet: true } version) change = change with { RequestedAccessTokenVersion = version.Value is null or 1 or 2 ? version.Value ?? 1 : throw api.Invalid("requestedAccessTokenVersion") };
            if (api.Inners("oauth2PermissionScopes", MostScopes, "PermissionScope") is { } scopes) change = change with { Scopes = new(true, [.. scopes.Select(Scope)]) };
            api.Done();
        }
        if (body.Inners("appRoles", MostRoles, "AppRole") is { } roles) change = change with { Roles = new(true, [.. roles.Select(Role)]) };
        if (body.Inners("requiredResourceAccess", MostResources, "RequiredResourceAccess") is { } needs) change = change with { Needs = new(true, [.. needs.SelectMany(Needs)]) };
        if (body.Inners("keyCredentials", MostCertificates, "KeyCredential") is { } keys) change = change with { Certificates = new(true, [.. keys.Select(Certificate)]) };
        body.Done();
        return change;
    }

    private static ScopeWish Scope(GraphBody body)
    {
        var scope = new ScopeWish(body.Id("id").Value ?? throw body.Missing("id"), body.Text("value", 120, needed: true).Value ?? throw body.Missing("value"), Type(body),
            body.Flag("isEnabled") is not { IsSet: true, Value: false }, body.Text("adminConsentDisplayName", 100, needed: true).Value ?? throw body.Missing("adminConsentDisplayName"))
        {
            AdminDescription = body.Text("adminConsentDescription", 1024).Value, UserTitle = body.Text("userConsentDisplayName", 100).Value, UserDescription = body.Text("userConsentDescription", 1024).Value,
        };
        // A scope stands between spaces in a token, and after a slash in a request.
        if (scope.Value.StartsWith('.') || scope.Value.AsSpan().ContainsAny(' ', '/')) throw body.Invalid("value");
        body.Text("origin", 64);
        body.Done();
        return scope;

        static ScopeType Type(GraphBody body) => body.Text("type", 16).Value switch { "User" or null => ScopeType.User, "Admin" => ScopeType.Admin, _ => throw body.Invalid("type") };
    }

    private static List<NeededPermission> Needs(GraphBody body)
    {
        var resource = body.Id("resourceAppId").Value ?? throw body.Missing("resourceAppId");
        var needs = new List<NeededPermission>();
        foreach (var access in body.Inners("resourceAccess", MostNeeds, "ResourceAccess") ?? [])
        {
            var kind = access.Text("type", 16).Value switch { "Scope" => PermissionKind.Scope, "Role" => PermissionKind.Role, _ => throw access.Invalid("type") };
            needs.Add(new(resource, access.Id("id").Value ?? throw access.Missing("id"), kind));
            access.Done();
        }
        body.Done();
        return needs;
    }

    /// <summary>Times and thumbprint are the certificate's own, whatever the body says of them.</summary>
    private static CertificateWish Certificate(GraphBody body)
    {
        var (type, usage, content, id) = (body.Text("type", 32).Value, body.Text("usage", 16).Value, body.Text("key", 24 * 1024).Value, body.Id("keyId").Value);
        if (type is not (null or "AsymmetricX509Cert")) throw body.Invalid("type");
        if (usage is not (null or "Verify")) throw body.Invalid("usage");
        if (content is null && id is null) throw body.Missing("key");
        var bytes = new byte[(content?.Length ?? 0) * 3 / 4 + 3];
        var length = 0;
        if (content is not null && !Convert.TryFromBase64String(content, bytes, out length)) throw body.Invalid("key");
        var wish = new CertificateWish(id ?? Guid.CreateVersion7(), content is null ? null : bytes[..length], body.Text("displayName", 256).Value);
        body.Time("startDateTime");
        body.Time("endDateTime");
        body.Text("customKeyIdentifier", 128);
        body.Done();
        return wish;
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
