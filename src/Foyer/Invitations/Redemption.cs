using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Invitations;

/// <summary>
/// One person's way through one invitation: what has been proven so far, kept on the server (security rule 14). The browser
/// holds only a secret that finds it. Nothing here consumes the invitation; only <c>RedeemInvitation</c> does.
/// </summary>
public sealed class Redemption : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid InvitationId { get; init; }
    /// <summary>Hash of the secret in the browser's cookie.</summary>
    public required byte[] SecretHash { get; init; }
    /// <summary>Hash of the link's secret that was presented. When the link is replaced, the way that began with it ends (security rule 15).</summary>
    public required byte[] LinkHash { get; init; }
    /// <summary>When the mailbox was proven: by the mailed link at once, by the code otherwise.</summary>
    public DateTime? MailboxProvenAt { get; set; }
    /// <summary>Hash of the code that was mailed; typed by this row: purpose, person and time belong to it.</summary>
    public byte[]? CodeHash { get; set; }
    public DateTime? CodeExpiresAt { get; set; }
    public int CodeFailures { get; set; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
}

internal static class RedemptionTables
{
    extension(FoyerDb db)
    {
        public DbSet<Redemption> Redemptions => db.Set<Redemption>();
    }

    internal sealed class RedemptionTable : IEntityTypeConfiguration<Redemption>
    {
        public void Configure(EntityTypeBuilder<Redemption> table)
        {
            table.ToTable("Redemptions").HasKey(r => new { r.TenantId, r.Id });
            table.Property(r => r.SecretHash).HasMaxLength(32);
            table.Property(r => r.LinkHash).HasMaxLength(32);
            table.Property(r => r.CodeHash).HasMaxLength(32);
            table.HasIndex(r => new { r.TenantId, r.InvitationId });
            table.HasOne<Invitation>().WithMany().HasForeignKey(r => new { r.TenantId, r.InvitationId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
