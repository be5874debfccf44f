using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Apps;

/// <summary>What an app is registered with.</summary>
public sealed record AppRegistration(string DisplayName)
{
    public Guid? AppId { get; init; }
    public Guid? ServicePrincipalId { get; init; }
    public IReadOnlyList<string> RedirectUris { get; init; } = [];
    public IReadOnlyList<string> LogoutRedirectUris { get; init; } = [];
    public string? FrontChannelLogoutUrl { get; init; }
    public string? SignOnUrl { get; init; }
    public string? AccentColor { get; init; }
    public bool AssignmentRequired { get; init; } = true;
    public bool IsPublicClient { get; init; }
    public string GroupMembershipClaims { get; init; } = "None";
    public bool Hidden { get; init; }
    public string SignInAudience { get; init; } = Audiences.MyOrganisation;
    public IReadOnlyList<AppRoleDeclaration> Roles { get; init; } = [];
    public IReadOnlyList<ScopeDeclaration> Scopes { get; init; } = [];
    public IReadOnlyList<NeededPermission> Needs { get; init; } = [];
}

public sealed record AppRoleDeclaration(Guid Id, string Value, string DisplayName, bool ForApplications = false);

/// <summary>A delegated permission that the app exposes.</summary>
public sealed record ScopeDeclaration(Guid Id, string Value, string DisplayName, ScopeType Type = ScopeType.User, string? Description = null);

/// <summary>A permission on another app that the app asks for by <c>.default</c> and on the administrator's consent page.</summary>
public sealed record NeededPermission(Guid ResourceAppId, Guid PermissionId, PermissionKind Kind);

/// <summary>Registers an app and its service principal in the tenant that owns it.</summary>
public sealed class RegisterApp(FoyerDb db, CurrentTenant tenant, TimeProvider clock)
{
    /// <summary>Adds both in the caller's transaction.</summary>
    public (Application Application, ServicePrincipal ServicePrincipal) Add(Actor actor, AppRegistration wanted)
    {
        var now = clock.UtcNow;
        var application = new Application
        {
            TenantId = tenant.Id,
            Id = Ids.New(clock),
            AppId = wanted.AppId ?? Ids.New(clock),
            DisplayName = wanted.DisplayName,
            RedirectUris = [.. wanted.RedirectUris],
            LogoutRedirectUris = [.. wanted.LogoutRedirectUris],
            FrontChannelLogoutUrl = wanted.FrontChannelLogoutUrl,
            IsPublicClient = wanted.IsPublicClient,
            GroupMembershipClaims = wanted.GroupMembershipClaims,
            SignInAudience = wanted.SignInAudience,
            CreatedAt = now,
        };
        var servicePrincipal = new ServicePrincipal
        {
            TenantId = tenant.Id,
            Id = wanted.ServicePrincipalId ?? Ids.New(clock),
            AppId = application.AppId,
            DisplayName = wanted.DisplayName,
            AppRoleAssignmentRequired = wanted.AssignmentRequired,
            SignOnUrl = wanted.SignOnUrl,
            AccentColor = wanted.AccentColor,
            Hidden = wanted.Hidden,
            CreatedAt = now,
        };
        db.Applications.Add(application);
        db.ServicePrincipals.Add(servicePrincipal);
        foreach (var role in wanted.Roles)
            db.AppRoles.Add(new AppRole { TenantId = tenant.Id, ApplicationId = application.Id, Id = role.Id, Value = role.Value, DisplayName = role.DisplayName, ForApplications = role.ForApplications });
        foreach (var scope in wanted.Scopes)
            db.PermissionScopes.Add(new PermissionScope { TenantId = tenant.Id, ApplicationId = application.Id, Id = scope.Id, Value = scope.Value, Type = scope.Type, AdminConsentDisplayName = scope.DisplayName, AdminConsentDescription = scope.Description });
        foreach (var need in wanted.Needs)
            db.RequiredPermissions.Add(new RequiredPermission { TenantId = tenant.Id, ApplicationId = application.Id, ResourceAppId = need.ResourceAppId, PermissionId = need.PermissionId, Kind = need.Kind });
        db.AuditEntries.Add(actor.Did(clock, Activities.AppAdded, "ApplicationManagement", "Application", application.Id, wanted.DisplayName));
        return (application, servicePrincipal);
    }

    /// <summary>Adds a client secret of 256 random bits in the caller's transaction and returns it; it is never shown again.</summary>
    public string AddSecret(Actor actor, Application application, TimeSpan lifetime, string? displayName = null)
    {
        var secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var now = clock.UtcNow;
        db.ClientSecrets.Add(new ClientSecret
        {
            TenantId = tenant.Id,
            Id = Ids.New(clock),
            ApplicationId = application.Id,
            Hash = HashOf(secret),
            Hint = secret[..3],
            DisplayName = displayName,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        });
        db.AuditEntries.Add(actor.Did(clock, Activities.SecretAdded, "ApplicationManagement", "Application", application.Id, application.DisplayName));
        return secret;
    }

    /// <summary>Adds a certificate that the app signs with; its private key stays where it is.</summary>
    public ClientCertificate AddCertificate(Actor actor, Application application, X509Certificate2 certificate, string? displayName = null)
    {
        var row = ClientCertificate.Of(application, certificate, Ids.New(clock), clock.UtcNow, displayName);
        db.ClientCertificates.Add(row);
        db.AuditEntries.Add(actor.Did(clock, "Add client certificate", "ApplicationManagement", "Application", application.Id, application.DisplayName));
        return row;
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("foyer.client." + secret));
}
