using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Connect;

/// <summary>An app's signed statement that was used once (RFC 7523 section 3): until it expires by itself it is not taken again.</summary>
public sealed class UsedAssertion : ITenantOwned
{
    /// <summary>The organisation that owns the app.</summary>
    public required Guid TenantId { get; init; }
    public required Guid ApplicationId { get; init; }
    /// <summary>Hash of its <c>jti</c>, or of the whole statement when it has none.</summary>
    public required byte[] Hash { get; init; }
    public required DateTime ExpiresAt { get; init; }
}

internal static class AssertionTables
{
    extension(FoyerDb db)
    {
        public DbSet<UsedAssertion> UsedAssertions => db.Set<UsedAssertion>();
    }

    internal sealed class UsedAssertionTable : IEntityTypeConfiguration<UsedAssertion>
    {
        public void Configure(EntityTypeBuilder<UsedAssertion> table)
        {
            table.ToTable("UsedAssertions").HasKey(a => new { a.TenantId, a.ApplicationId, a.Hash });
            table.HasIndex(a => new { a.TenantId, a.ExpiresAt });
            table.Property(a => a.Hash).HasMaxLength(32);
        }
    }
}
