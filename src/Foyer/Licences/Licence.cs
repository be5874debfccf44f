using System.Text.Json;
using System.Text.Json.Serialization;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Licences;

/// <summary>How a subscription stands, in Graph's words (digest 5.6). Seats can be given while it is enabled or in its grace period.</summary>
public enum SkuState { Enabled, Warning, Suspended, Deleted, LockedOut }

public enum AppliesTo { User, Company }

/// <summary>A subscription of the organisation: so many seats of one product, which consists of service plans.</summary>
public sealed class LicenceSku : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid SkuId { get; init; }
    public required Guid SubscriptionId { get; init; }
    public required string PartNumber { get; set; }
    public required string DisplayName { get; set; }
    public AppliesTo AppliesTo { get; set; }
    public SkuState State { get; set; }
    public int EnabledSeats { get; set; }
    public int WarningSeats { get; set; }
    public int SuspendedSeats { get; set; }
    public int LockedOutSeats { get; set; }
    /// <summary>How many people hold a seat; changed only by a statement that asks whether there is room.</summary>
    public int Consumed { get; init; }
    public List<ServicePlan> Plans { get; set; } = [];
    /// <summary>Countries (two letters) where the product may not be used.</summary>
    public List<string> ProhibitedIn { get; set; } = [];
    public required DateTime CreatedAt { get; init; }

    public bool CanBeGiven => State is SkuState.Enabled or SkuState.Warning;

    /// <summary>Seats that people may sit on; fewer than <see cref="Consumed"/> after a subscription was cut down.</summary>
    public int Seats => CanBeGiven ? EnabledSeats + WarningSeats : 0;

    public int Free => Math.Max(0, Seats - Consumed);
}

/// <summary>A part of a product that can be switched off for single people.</summary>
public sealed record ServicePlan(Guid Id, string Name, AppliesTo AppliesTo = AppliesTo.User)
{
    /// <summary>Works only beside one of these plans, of whatever product; empty: by itself.</summary>
    public IReadOnlyList<Guid> DependsOn { get; init; } = [];
    /// <summary>Cannot be used beside any of these.</summary>
    public IReadOnlyList<Guid> Excludes { get; init; } = [];
}

/// <summary>Graph's <c>licenseAssignmentState.state</c>.</summary>
public enum AssignmentState { Active, Disabled, Error }

/// <summary>Why an assignment has no effect, in Graph's words.</summary>
public enum AssignmentError { CountViolation, MutuallyExclusiveViolation, DependencyViolation, ProhibitedInUsageLocationViolation }

/// <summary>A product that a person was given, directly or by a group, and what came of it. Who has one that is active holds a seat.</summary>
public sealed class UserLicence : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid SkuId { get; init; }
    /// <summary>The group that gives it, or the user's own id when it was given directly.</summary>
    public required Guid SourceId { get; init; }
    public List<Guid> DisabledPlans { get; set; } = [];
    public AssignmentState State { get; set; }
    public AssignmentError? Error { get; set; }
    /// <summary>Which state of the group's licence this came of; 0 for a direct one.</summary>
    public int Version { get; set; }
    public required DateTime GivenAt { get; init; }
    public required DateTime UpdatedAt { get; set; }

    public bool IsDirect => SourceId == UserId;
}

/// <summary>A product that a group gives to its own members, not to those of groups inside it.</summary>
public sealed class GroupLicence : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid GroupId { get; init; }
    public required Guid SkuId { get; init; }
    public List<Guid> DisabledPlans { get; set; } = [];
    /// <summary>Grows with every change, so that what members have of an older one is found.</summary>
    public required int Version { get; set; }
    public required DateTime GivenAt { get; init; }
}

internal static class LicenceTables
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    extension(FoyerDb db)
    {
        public DbSet<LicenceSku> LicenceSkus => db.Set<LicenceSku>();
        public DbSet<UserLicence> UserLicences => db.Set<UserLicence>();
        public DbSet<GroupLicence> GroupLicences => db.Set<GroupLicence>();
    }

    internal sealed class SkuTable : IEntityTypeConfiguration<LicenceSku>
    {
        public void Configure(EntityTypeBuilder<LicenceSku> table)
        {
            table.ToTable("LicenceSkus").HasKey(s => new { s.TenantId, s.SkuId });
            table.Property(s => s.PartNumber).HasMaxLength(128);
            table.HasIndex(s => new { s.TenantId, s.PartNumber }).IsUnique();
            table.Property(s => s.DisplayName).HasMaxLength(256);
            table.Property(s => s.Plans).HasMaxLength(100_000).HasConversion(
                plans => JsonSerializer.Serialize(plans, Stored),
                text => JsonSerializer.Deserialize<List<ServicePlan>>(text, Stored)!,
                new ValueComparer<List<ServicePlan>>((a, b) => ReferenceEquals(a, b), plans => plans.Count, plans => plans));
            table.Ignore(s => s.CanBeGiven).Ignore(s => s.Seats).Ignore(s => s.Free);
            table.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantId);
        }
    }

    internal sealed class UserLicenceTable : IEntityTypeConfiguration<UserLicence>
    {
        public void Configure(EntityTypeBuilder<UserLicence> table)
        {
            table.ToTable("UserLicences").HasKey(l => new { l.TenantId, l.UserId, l.SkuId, l.SourceId });
            table.HasIndex(l => new { l.TenantId, l.SkuId, l.State, l.UserId });
            table.HasIndex(l => new { l.TenantId, l.SourceId });
            table.Property(l => l.Error).HasMaxLength(64);
            table.Ignore(l => l.IsDirect);
            table.HasOne<User>().WithMany().HasForeignKey(l => new { l.TenantId, l.UserId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<LicenceSku>().WithMany().HasForeignKey(l => new { l.TenantId, l.SkuId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class GroupLicenceTable : IEntityTypeConfiguration<GroupLicence>
    {
        public void Configure(EntityTypeBuilder<GroupLicence> table)
        {
            table.ToTable("GroupLicences").HasKey(l => new { l.TenantId, l.GroupId, l.SkuId });
            table.HasOne<Group>().WithMany().HasForeignKey(l => new { l.TenantId, l.GroupId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<LicenceSku>().WithMany().HasForeignKey(l => new { l.TenantId, l.SkuId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
