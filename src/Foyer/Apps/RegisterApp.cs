using System.Security.Cryptography;
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
    public IReadOnlyList<AppRoleDeclaration> Roles { get; init; } = [];
}

public sealed record AppRoleDeclaration(Guid Id, string Value, string DisplayName, bool ForApplications = false);

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

    public static byte[] HashOf(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("foyer.client." + secret));
}
