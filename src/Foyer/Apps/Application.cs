using Foyer.Data;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Apps;

/// <summary>An app registration in the tenant that owns the app (digest 5.3).</summary>
public sealed class Application : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    /// <summary>The client id; unique over all tenants, because a browser brings it before anybody is known.</summary>
    public required Guid AppId { get; init; }
    public required string DisplayName { get; set; }
    /// <summary>Whose people may sign in: one of <see cref="Audiences"/>.</summary>
    public string SignInAudience { get; set; } = Audiences.MyOrganisation;
    /// <summary>Addresses that may receive a code; compared exactly, any port for <c>http://localhost</c> of a public client.</summary>
    public List<string> RedirectUris { get; set; } = [];
    /// <summary>Addresses that a browser may be sent to after signing out.</summary>
    public List<string> LogoutRedirectUris { get; set; } = [];
    /// <summary>Called in a frame when a session ends (OpenID Connect Front-Channel Logout 1.0).</summary>
    public string? FrontChannelLogoutUrl { get; set; }
    public bool IsPublicClient { get; set; }
    /// <summary><c>None</c>, <c>SecurityGroup</c>, <c>ApplicationGroup</c>, <c>DirectoryRole</c> or <c>All</c> (digest 6.2).</summary>
    public string GroupMembershipClaims { get; set; } = "None";
    /// <summary>1 or 2; which of Entra's two access-token formats the app wants as a resource.</summary>
    public int RequestedAccessTokenVersion { get; set; } = 2;
    public required DateTime CreatedAt { get; init; }
}

/// <summary>Graph's values of <c>signInAudience</c>.</summary>
public static class Audiences
{
    public const string MyOrganisation = "AzureADMyOrg";
    public const string Organisations = "AzureADMultipleOrgs";
    /// <summary>Homes of single persons too.</summary>
    public const string Everybody = "AzureADandPersonalMicrosoftAccount";

    extension(Application app)
    {
        public bool IsForOtherOrganisations => app.SignInAudience is Organisations or Everybody;
    }
}

/// <summary>A client secret. Only the SHA-256 of a secret that Foyer generated is kept (256 random bits need no slow hash).</summary>
public sealed class ClientSecret : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid ApplicationId { get; init; }
    public required byte[] Hash { get; init; }
    /// <summary>First characters, so that people can tell secrets apart.</summary>
    public required string Hint { get; init; }
    public string? DisplayName { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
}

/// <summary>A role that an app declares; people and groups are assigned to it, or apps, when it is a permission.</summary>
public sealed class AppRole : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid ApplicationId { get; init; }
    public required Guid Id { get; init; }
    public required string Value { get; init; }
    public required string DisplayName { get; set; }
    public bool IsEnabled { get; set; } = true;
    /// <summary>True when apps hold the role as a permission, false when people do.</summary>
    public bool ForApplications { get; init; }
}

/// <summary>The app as a tenant uses it (digest 5.4): who may open it is decided here.</summary>
public sealed class ServicePrincipal : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid AppId { get; init; }
    /// <summary>The organisation whose registration this is (Graph's <c>appOwnerOrganizationId</c>); null where it is this one.</summary>
    public Guid? OwnerTenantId { get; init; }
    public required string DisplayName { get; set; }
    public bool AccountEnabled { get; set; } = true;
    /// <summary>True: only who is assigned may open the app; everybody else meets AADSTS50105.</summary>
    public bool AppRoleAssignmentRequired { get; set; }
    /// <summary>Where My Apps sends people, and where a redeemed invitation ends when nothing else is named.</summary>
    public string? SignOnUrl { get; set; }
    public string? AccentColor { get; set; }
    /// <summary>Kept out of My Apps (Entra's tag <c>HideApp</c>).</summary>
    public bool Hidden { get; set; }
    public required DateTime CreatedAt { get; init; }
}

public enum PrincipalType { User, Group, ServicePrincipal }

/// <summary>An app role assignment (digest 5.5): this principal may open that app, in this role.</summary>
public sealed class AppRoleAssignment : ITenantOwned
{
    /// <summary>The role of apps that declare none: plain access.</summary>
    public static readonly Guid DefaultAccess = Guid.Empty;

    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    /// <summary>The service principal of the app.</summary>
    public required Guid ResourceId { get; init; }
    public required Guid PrincipalId { get; init; }
    public required PrincipalType PrincipalType { get; init; }
    public required Guid AppRoleId { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>The batch that granted this assignment; undoing it takes away exactly these.</summary>
    public Guid? BatchId { get; init; }
}

internal static class AppTables
{
    extension(FoyerDb db)
    {
        public DbSet<Application> Applications => db.Set<Application>();
        public DbSet<ClientSecret> ClientSecrets => db.Set<ClientSecret>();
        public DbSet<AppRole> AppRoles => db.Set<AppRole>();
        public DbSet<ServicePrincipal> ServicePrincipals => db.Set<ServicePrincipal>();
        public DbSet<AppRoleAssignment> AppRoleAssignments => db.Set<AppRoleAssignment>();
    }

    internal sealed class ApplicationTable : IEntityTypeConfiguration<Application>
    {
        public void Configure(EntityTypeBuilder<Application> table)
        {
            table.ToTable("Applications").HasKey(a => new { a.TenantId, a.Id });
            table.HasIndex(a => new { a.TenantId, a.AppId }).IsUnique();
            table.HasIndex(a => a.AppId); // another organisation's app is found by its client id alone
            table.Property(a => a.DisplayName).HasMaxLength(256);
            table.Property(a => a.FrontChannelLogoutUrl).HasMaxLength(2048);
            table.HasOne<Tenant>().WithMany().HasForeignKey(a => a.TenantId);
        }
    }

    internal sealed class ClientSecretTable : IEntityTypeConfiguration<ClientSecret>
    {
        public void Configure(EntityTypeBuilder<ClientSecret> table)
        {
            table.ToTable("ClientSecrets").HasKey(s => new { s.TenantId, s.Id });
            table.Property(s => s.Hash).HasMaxLength(32);
            table.HasOne<Application>().WithMany().HasForeignKey(s => new { s.TenantId, s.ApplicationId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class AppRoleTable : IEntityTypeConfiguration<AppRole>
    {
        public void Configure(EntityTypeBuilder<AppRole> table)
        {
            table.ToTable("AppRoles").HasKey(r => new { r.TenantId, r.ApplicationId, r.Id });
            table.Property(r => r.Value).HasMaxLength(120);
            table.HasIndex(r => new { r.TenantId, r.ApplicationId, r.Value }).IsUnique();
            table.HasOne<Application>().WithMany().HasForeignKey(r => new { r.TenantId, r.ApplicationId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class ServicePrincipalTable : IEntityTypeConfiguration<ServicePrincipal>
    {
        public void Configure(EntityTypeBuilder<ServicePrincipal> table)
        {
            table.ToTable("ServicePrincipals").HasKey(s => new { s.TenantId, s.Id });
            table.HasIndex(s => new { s.TenantId, s.AppId }).IsUnique();
            table.Property(s => s.DisplayName).HasMaxLength(256);
            table.Property(s => s.SignOnUrl).HasMaxLength(2048);
            table.Property(s => s.AccentColor).HasMaxLength(7);
            table.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantId);
        }
    }

    internal sealed class AppRoleAssignmentTable : IEntityTypeConfiguration<AppRoleAssignment>
    {
        public void Configure(EntityTypeBuilder<AppRoleAssignment> table)
        {
            table.ToTable("AppRoleAssignments").HasKey(a => new { a.TenantId, a.Id });
            table.HasIndex(a => new { a.TenantId, a.PrincipalId, a.ResourceId, a.AppRoleId }).IsUnique();
            // The groups that give an app are found without walking through the people who have it.
            table.HasIndex(a => new { a.TenantId, a.ResourceId, a.PrincipalType });
            table.HasIndex(a => new { a.TenantId, a.BatchId }).HasFilter("\"BatchId\" IS NOT NULL");
            table.HasOne<ServicePrincipal>().WithMany().HasForeignKey(a => new { a.TenantId, a.ResourceId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
