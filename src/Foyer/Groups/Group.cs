using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Groups;

/// <summary>A security group of a tenant.</summary>
public sealed class Group : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required string DisplayName { get; set; }
    public string? Description { get; set; }
    public required string MailNickname { get; set; }
    public bool SecurityEnabled { get; init; } = true;
    public required DateTime CreatedAt { get; init; }
}

public sealed class GroupMember : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid GroupId { get; init; }
    public required Guid UserId { get; init; }
    public required DateTime AddedAt { get; init; }
    /// <summary>The batch that granted this membership; undoing it takes away exactly these.</summary>
    public Guid? BatchId { get; init; }
}

internal static class GroupTables
{
    extension(FoyerDb db)
    {
        public DbSet<Group> Groups => db.Set<Group>();
        public DbSet<GroupMember> GroupMembers => db.Set<GroupMember>();
    }

    internal sealed class GroupTable : IEntityTypeConfiguration<Group>
    {
        public void Configure(EntityTypeBuilder<Group> table)
        {
            table.ToTable("Groups").HasKey(g => new { g.TenantId, g.Id });
            table.Property(g => g.DisplayName).HasMaxLength(256);
            table.HasIndex(g => new { g.TenantId, g.DisplayName });
            table.HasOne<Tenant>().WithMany().HasForeignKey(g => g.TenantId);
        }
    }

    internal sealed class GroupMemberTable : IEntityTypeConfiguration<GroupMember>
    {
        public void Configure(EntityTypeBuilder<GroupMember> table)
        {
            table.ToTable("GroupMembers").HasKey(m => new { m.TenantId, m.GroupId, m.UserId });
            table.HasIndex(m => new { m.TenantId, m.UserId });
            table.HasIndex(m => new { m.TenantId, m.BatchId }).HasFilter("\"BatchId\" IS NOT NULL");
            table.HasOne<Group>().WithMany().HasForeignKey(m => new { m.TenantId, m.GroupId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<User>().WithMany().HasForeignKey(m => new { m.TenantId, m.UserId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
