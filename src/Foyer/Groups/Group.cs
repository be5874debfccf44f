using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Groups;

/// <summary>A security group of a tenant (digest 5.2).</summary>
public sealed class Group : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required string DisplayName { get; set; }
    /// <summary>The name in lower case, made by the store: lists are sorted and searched by it without regard to case.</summary>
    public string NameKey { get; private set; } = "";
    public string? Description { get; set; }
    public required string MailNickname { get; set; }
    public bool SecurityEnabled { get; init; } = true;
    public required DateTime CreatedAt { get; init; }
    /// <summary>Deleted, restorable for a while; a deleted group opens nothing and stands in no token.</summary>
    public DateTime? DeletedAt { get; set; }
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

/// <summary>A group that is a member of another. No chain of these leads back to where it began: <see cref="AddGroupMember"/> sees to that.</summary>
public sealed class NestedGroup : ITenantOwned
{
    public required Guid TenantId { get; init; }
    /// <summary>The outer group.</summary>
    public required Guid GroupId { get; init; }
    /// <summary>The group inside it.</summary>
    public required Guid MemberId { get; init; }
    public required DateTime AddedAt { get; init; }
}

/// <summary>A person who may change a group and its members without being an administrator.</summary>
public sealed class GroupOwner : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid GroupId { get; init; }
    public required Guid OwnerId { get; init; }
}

internal static class GroupTables
{
    extension(FoyerDb db)
    {
        /// <summary>Live and deleted groups; operations ask for the one or the other.</summary>
        public DbSet<Group> Groups => db.Set<Group>();
        public DbSet<GroupMember> GroupMembers => db.Set<GroupMember>();
        public DbSet<NestedGroup> NestedGroups => db.Set<NestedGroup>();
        public DbSet<GroupOwner> GroupOwners => db.Set<GroupOwner>();
    }

    extension(IQueryable<Group> groups)
    {
        public IQueryable<Group> Live => groups.Where(g => g.DeletedAt == null);
    }

    internal sealed class GroupTable : IEntityTypeConfiguration<Group>
    {
        public void Configure(EntityTypeBuilder<Group> table)
        {
            table.ToTable("Groups").HasKey(g => new { g.TenantId, g.Id });
            table.Property(g => g.DisplayName).HasMaxLength(256);
            table.Property(g => g.NameKey).HasMaxLength(256).HasComputedColumnSql("lower(\"DisplayName\")", stored: true);
            table.Property(g => g.MailNickname).HasMaxLength(64);
            table.HasIndex(g => new { g.TenantId, g.NameKey, g.Id });
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

    internal sealed class NestedGroupTable : IEntityTypeConfiguration<NestedGroup>
    {
        public void Configure(EntityTypeBuilder<NestedGroup> table)
        {
            table.ToTable("NestedGroups").HasKey(n => new { n.TenantId, n.GroupId, n.MemberId });
            table.HasIndex(n => new { n.TenantId, n.MemberId });
            table.HasOne<Group>().WithMany().HasForeignKey(n => new { n.TenantId, n.GroupId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<Group>().WithMany().HasForeignKey(n => new { n.TenantId, n.MemberId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class GroupOwnerTable : IEntityTypeConfiguration<GroupOwner>
    {
        public void Configure(EntityTypeBuilder<GroupOwner> table)
        {
            table.ToTable("GroupOwners").HasKey(o => new { o.TenantId, o.GroupId, o.OwnerId });
            table.HasIndex(o => new { o.TenantId, o.OwnerId });
            table.HasOne<Group>().WithMany().HasForeignKey(o => new { o.TenantId, o.GroupId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<User>().WithMany().HasForeignKey(o => new { o.TenantId, o.OwnerId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
