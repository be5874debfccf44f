using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Tenants;

public enum TenantKind
{
    /// <summary>Has administrators.</summary>
    Managed,
    /// <summary>Came into being when somebody of the domain signed up (digest 1.9); nobody administers it yet.</summary>
    Unmanaged,
    /// <summary>The home of one person with an address of a consumer domain.</summary>
    Personal,
}

public enum Subscription { Free, Basic, Premium }

/// <summary>An organisation: inviting, home, or both. The one table beside its domains that stands above tenants.</summary>
public sealed class Tenant
{
    public required Guid Id { get; init; }
    public required string DisplayName { get; set; }
    public required TenantKind Kind { get; set; }
    /// <summary>The domain that guests' user principal names end in: <c>alice_partner.example#EXT#@{initial domain}</c>.</summary>
    public required string InitialDomain { get; init; }
    public Subscription Subscription { get; set; }
    /// <summary>Only of a <see cref="TenantKind.Personal"/> tenant: the comparison form of its one address.</summary>
    public string? PersonalAddressKey { get; init; }
    public string PreferredLanguage { get; set; } = "en";
    /// <summary>Accent of pages and mails, <c>#rrggbb</c>; contrast is corrected where it is used.</summary>
    public string? AccentColor { get; set; }
    /// <summary>Country (two letters) where people use what groups give them, unless their own says otherwise.</summary>
    public string? DefaultUsageLocation { get; set; }
    public string? PrivacyStatementUrl { get; set; }
    public string? ContactUrl { get; set; }
    public required DateTime CreatedAt { get; init; }
}

/// <summary>A domain proven to belong to a tenant. Its name is unique over all tenants: it says where an address is at home.</summary>
public sealed class VerifiedDomain : ITenantOwned
{
    public required Guid TenantId { get; init; }
    /// <summary>Lower-case ASCII (IDNA).</summary>
    public required string Name { get; init; }
    public bool IsInitial { get; init; }
    public bool IsDefault { get; set; }
    public required DateTime VerifiedAt { get; init; }
}

/// <summary>A place outside its apps' registered addresses where the tenant lets browsers go after redemption (security rule 12).</summary>
public sealed class AllowedReplyUrl : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    /// <summary>Absolute address; everything below it on the same origin is allowed.</summary>
    public required string Prefix { get; init; }
}

internal static class TenantTables
{
    extension(FoyerDb db)
    {
        public DbSet<Tenant> Tenants => db.Set<Tenant>();
        public DbSet<VerifiedDomain> VerifiedDomains => db.Set<VerifiedDomain>();
        public DbSet<AllowedReplyUrl> AllowedReplyUrls => db.Set<AllowedReplyUrl>();
    }

    internal sealed class TenantTable : IEntityTypeConfiguration<Tenant>
    {
        public void Configure(EntityTypeBuilder<Tenant> table)
        {
            table.ToTable("Tenants").HasKey(t => t.Id);
            table.HasIndex(t => t.PersonalAddressKey).IsUnique();
            table.Property(t => t.AccentColor).HasMaxLength(7);
            table.Property(t => t.PreferredLanguage).HasMaxLength(16);
            table.Property(t => t.DefaultUsageLocation).HasMaxLength(2);
        }
    }

    internal sealed class DomainTable : IEntityTypeConfiguration<VerifiedDomain>
    {
        public void Configure(EntityTypeBuilder<VerifiedDomain> table)
        {
            table.ToTable("VerifiedDomains").HasKey(d => new { d.TenantId, d.Name });
            // Above tenants on purpose: one domain, one home.
            table.HasIndex(d => d.Name).IsUnique();
            table.Property(d => d.Name).HasMaxLength(253);
            table.HasOne<Tenant>().WithMany().HasForeignKey(d => d.TenantId);
        }
    }

    internal sealed class AllowedReplyUrlTable : IEntityTypeConfiguration<AllowedReplyUrl>
    {
        public void Configure(EntityTypeBuilder<AllowedReplyUrl> table)
        {
            table.ToTable("AllowedReplyUrls").HasKey(u => new { u.TenantId, u.Id });
            table.Property(u => u.Prefix).HasMaxLength(2048);
            table.HasOne<Tenant>().WithMany().HasForeignKey(u => u.TenantId);
        }
    }
}
