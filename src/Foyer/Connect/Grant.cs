using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Connect;

/// <summary>
/// What a person let an app have at one sign-in: the code and the whole family of refresh tokens hang on this one row. A code
/// or a refresh token is used by one guarded UPDATE; a second use finds no row to change and revokes the family.
/// </summary>
public sealed class Grant : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    /// <summary>The person as this tenant knows them.</summary>
    public required Guid UserId { get; init; }
    public required Guid AppId { get; init; }
    public required Guid SessionId { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; set; }
    public DateTime? CodeUsedAt { get; set; }
    /// <summary>Which refresh token of the family is the living one.</summary>
    public int Generation { get; set; }
    public DateTime? RevokedAt { get; set; }
}

/// <summary>A signing key of a tenant, or (<see cref="TenantKeys.Shared"/>) of the whole server. The private part is encrypted with the server's data-protection keys.</summary>
public sealed class SigningKey : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required string KeyId { get; init; }
    public required byte[] ProtectedKey { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>From here on it signs; it is published earlier, so that apps know it when it does.</summary>
    public required DateTime ActiveFrom { get; init; }
    /// <summary>Until here it is published, so that tokens it signed can be checked.</summary>
    public required DateTime RetiredAt { get; init; }
}

internal static class ConnectTables
{
    extension(FoyerDb db)
    {
        public DbSet<Grant> Grants => db.Set<Grant>();
        public DbSet<SigningKey> SigningKeys => db.Set<SigningKey>();
    }

    internal sealed class GrantTable : IEntityTypeConfiguration<Grant>
    {
        public void Configure(EntityTypeBuilder<Grant> table)
        {
            table.ToTable("Grants").HasKey(g => new { g.TenantId, g.Id });
            table.HasIndex(g => new { g.TenantId, g.UserId });
            table.HasIndex(g => new { g.TenantId, g.SessionId });
        }
    }

    internal sealed class SigningKeyTable : IEntityTypeConfiguration<SigningKey>
    {
        public void Configure(EntityTypeBuilder<SigningKey> table)
        {
            table.ToTable("SigningKeys").HasKey(k => new { k.TenantId, k.KeyId });
            table.Property(k => k.KeyId).HasMaxLength(64);
            table.Property(k => k.ProtectedKey).HasMaxLength(8192);
        }
    }
}
