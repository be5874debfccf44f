using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Apps;

public enum ScopeType
{
    /// <summary>A person may let an app have it in their own name.</summary>
    User,
    /// <summary>Only an administrator may let an app have it.</summary>
    Admin,
}

/// <summary>A delegated permission that an app exposes to other apps (digest 5.3, <c>api.oauth2PermissionScopes</c>).</summary>
public sealed class PermissionScope : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid ApplicationId { get; init; }
    public required Guid Id { get; init; }
    public required string Value { get; init; }
    public required ScopeType Type { get; set; }
    public bool IsEnabled { get; set; } = true;
    /// <summary>What an administrator reads who is asked to allow it to everybody.</summary>
    public required string AdminConsentDisplayName { get; set; }
    public string? AdminConsentDescription { get; set; }
    /// <summary>What a person reads who is asked to allow it; the administrator's words where there are none.</summary>
    public string? UserConsentDisplayName { get; set; }
    public string? UserConsentDescription { get; set; }
}

public enum PermissionKind
{
    /// <summary>In a person's name.</summary>
    Scope,
    /// <summary>For the app itself.</summary>
    Role,
}

/// <summary>A permission that an app registration says it needs (digest 5.3, <c>requiredResourceAccess</c>): what <c>.default</c> and the administrator's page ask for.</summary>
public sealed class RequiredPermission : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid ApplicationId { get; init; }
    public required Guid ResourceAppId { get; init; }
    /// <summary>Id of the scope or of the app role.</summary>
    public required Guid PermissionId { get; init; }
    public required PermissionKind Kind { get; init; }
}

/// <summary>
/// A consent (Graph's <c>oauth2PermissionGrant</c>): what an app may do on a resource in the name of one person, or of everybody in
/// the organisation.
/// </summary>
public sealed class PermissionGrant : ITenantOwned
{
    /// <summary>Stands for everybody, because the unique index must compare it.</summary>
    public static readonly Guid Everybody = Guid.Empty;
    /// <summary>Graph's limit for <see cref="Scope"/>.</summary>
    public const int LongestScope = 3850;

    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    /// <summary>Service principal of the app that may.</summary>
    public required Guid ClientId { get; init; }
    /// <summary>Service principal of the app on which it may.</summary>
    public required Guid ResourceId { get; init; }
    public required Guid PrincipalId { get; init; }
    /// <summary>Names with a space between them, sorted.</summary>
    public required string Scope { get; set; }
    public required DateTime CreatedAt { get; init; }

    public bool IsForEverybody => PrincipalId == Everybody;

    public string[] Scopes => Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static string TextOf(IEnumerable<string> scopes) => string.Join(' ', scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}

internal static class PermissionTables
{
    extension(FoyerDb db)
    {
        public DbSet<PermissionScope> PermissionScopes => db.Set<PermissionScope>();
        public DbSet<RequiredPermission> RequiredPermissions => db.Set<RequiredPermission>();
        public DbSet<PermissionGrant> PermissionGrants => db.Set<PermissionGrant>();
    }

    internal sealed class PermissionScopeTable : IEntityTypeConfiguration<PermissionScope>
    {
        public void Configure(EntityTypeBuilder<PermissionScope> table)
        {
            table.ToTable("PermissionScopes").HasKey(s => new { s.TenantId, s.ApplicationId, s.Id });
            table.Property(s => s.Value).HasMaxLength(120);
            table.Property(s => s.AdminConsentDisplayName).HasMaxLength(100);
            table.Property(s => s.UserConsentDisplayName).HasMaxLength(100);
            table.HasIndex(s => new { s.TenantId, s.ApplicationId, s.Value }).IsUnique();
            table.HasOne<Application>().WithMany().HasForeignKey(s => new { s.TenantId, s.ApplicationId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class RequiredPermissionTable : IEntityTypeConfiguration<RequiredPermission>
    {
        public void Configure(EntityTypeBuilder<RequiredPermission> table)
        {
            table.ToTable("RequiredPermissions").HasKey(p => new { p.TenantId, p.ApplicationId, p.ResourceAppId, p.PermissionId, p.Kind });
            table.HasOne<Application>().WithMany().HasForeignKey(p => new { p.TenantId, p.ApplicationId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class PermissionGrantTable : IEntityTypeConfiguration<PermissionGrant>
    {
        public void Configure(EntityTypeBuilder<PermissionGrant> table)
        {
            table.ToTable("PermissionGrants").HasKey(g => new { g.TenantId, g.Id });
            table.HasIndex(g => new { g.TenantId, g.ClientId, g.ResourceId, g.PrincipalId }).IsUnique();
            table.HasIndex(g => new { g.TenantId, g.PrincipalId });
            table.HasIndex(g => new { g.TenantId, g.ResourceId });
            table.Property(g => g.Scope).HasMaxLength(PermissionGrant.LongestScope);
            table.Ignore(g => g.IsForEverybody).Ignore(g => g.Scopes);
            table.HasOne<ServicePrincipal>().WithMany().HasForeignKey(g => new { g.TenantId, g.ClientId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<ServicePrincipal>().WithMany().HasForeignKey(g => new { g.TenantId, g.ResourceId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
