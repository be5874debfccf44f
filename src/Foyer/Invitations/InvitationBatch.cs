using Foyer.Data;
using Foyer.Tenants;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Invitations;

/// <summary>States of the contract (section 3). <c>Planned</c> waits for a person to say "send".</summary>
public enum BatchState { Planned, Running, Paused, Completed, Cancelled, Undone }

public enum RowOutcome { Invited, Updated, Skipped, Failed }

/// <summary>
/// One uploaded file on its way. It is leased work: whoever holds the lease moves <see cref="Position"/> forward, a chunk a
/// transaction, so a process that dies leaves an exact place to go on from.
/// </summary>
public sealed class InvitationBatch : ILeased
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required BatchState State { get; set; }
    public required string FileName { get; init; }
    public required long FileBytes { get; set; }
    public required byte[] FileHash { get; set; }
    /// <summary>Who uploaded it; their rights are asked again when it runs.</summary>
    public required Guid CreatedById { get; init; }
    public required bool CreatedByApp { get; init; }
    public required string CreatedByName { get; init; }
    /// <summary>What the token it came with let it grant: when it runs, the batch has these rights only where its creator still has them.</summary>
    public required bool MayGrantApps { get; init; }
    public required bool MayGrantGroups { get; init; }
    public required string CorrelationId { get; init; }
    /// <summary>Rows of the file; known once it has been read to the end.</summary>
    public int? Total { get; set; }
    /// <summary>Records of the file that are stored with their outcome.</summary>
    public int Position { get; set; }
    /// <summary>Line of the last of these records; rows of a plan behind it have not happened.</summary>
    public int LastLine { get; set; }
    public int Invited { get; set; }
    public int Updated { get; set; }
    public int Skipped { get; set; }
    public int Failed { get; set; }
    public List<string> UnknownColumns { get; set; } = [];
    public required DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; set; }
    /// <summary>When it last began to run, and where: the rate is counted from there, so that a pause does not count.</summary>
    public DateTime? ResumedAt { get; set; }
    public int ResumedPosition { get; set; }
    public DateTime? CompletedAt { get; set; }
    /// <summary>Somebody wants it undone; set until everything is taken back, so that any process can go on with that.</summary>
    public DateTime? UndoRequestedAt { get; set; }
    /// <summary>When the batch stopped on something no row is to blame for: what, in a sentence.</summary>
    public string? Problem { get; set; }
    public DateTime NotBefore { get; set; }
    public DateTime? LeaseUntil { get; set; }
    public Guid? LeasedBy { get; set; }
}

/// <summary>The uploaded file, in the store and in pieces, so that any process can go on with it.</summary>
public sealed class BatchFilePart : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid BatchId { get; init; }
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>What would happen, or has happened, to one row of the file.</summary>
public sealed class BatchRow : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid BatchId { get; init; }
    /// <summary>Line of the file where the row starts, counted from 1 as an editor shows it.</summary>
    public required int Line { get; init; }
    /// <summary>As typed in the file.</summary>
    public required string Email { get; init; }
    /// <summary>Comparison form of the address when the row counts; null for failed rows. Finds a second row for the same person.</summary>
    public string? AddressKey { get; init; }
    public required RowOutcome Outcome { get; set; }
    /// <summary>Stable code of the reason, e.g. <c>own_domain</c>.</summary>
    public string? Code { get; set; }
    /// <summary>Column of the file that is to blame, as its label is written there.</summary>
    public string? Column { get; set; }
    public string? Reason { get; set; }
    public Guid? UserId { get; set; }

    /// <summary>The rows of a chunk as they are stored. What strangers typed is cut to what the column holds.</summary>
    public static List<BatchRow> Of(Guid tenantId, Guid batchId, IEnumerable<RowPlan> plans) => [.. plans.Select(plan => new BatchRow
    {
        TenantId = tenantId,
        BatchId = batchId,
        Line = plan.Row.Line,
        Email = Printable.Cut(plan.Row.Email, MaxEmail),
        AddressKey = plan.Outcome == RowOutcome.Failed ? null : plan.Row.Address?.Key,
        Outcome = plan.Outcome,
        Code = plan.Code,
        Column = plan.Column,
        Reason = plan.Reason,
        UserId = plan.UserId,
    })];

    private const int MaxEmail = 320;
}

internal static class BatchTables
{
    extension(FoyerDb db)
    {
        public DbSet<InvitationBatch> InvitationBatches => db.Set<InvitationBatch>();
        public DbSet<BatchFilePart> BatchFileParts => db.Set<BatchFilePart>();
        public DbSet<BatchRow> BatchRows => db.Set<BatchRow>();
    }

    internal sealed class BatchTable : IEntityTypeConfiguration<InvitationBatch>
    {
        public void Configure(EntityTypeBuilder<InvitationBatch> table)
        {
            table.ToTable("InvitationBatches").HasKey(b => new { b.TenantId, b.Id });
            table.HasIndex(b => new { b.State, b.NotBefore }).HasFilter("\"State\" = 'Running'");
            table.HasIndex(b => new { b.UndoRequestedAt }).HasFilter("\"UndoRequestedAt\" IS NOT NULL");
            table.Property(b => b.FileHash).HasMaxLength(32);
            table.Property(b => b.CorrelationId).HasMaxLength(64);
            table.HasOne<Tenant>().WithMany().HasForeignKey(b => b.TenantId);
        }
    }

    internal sealed class FilePartTable : IEntityTypeConfiguration<BatchFilePart>
    {
        public void Configure(EntityTypeBuilder<BatchFilePart> table)
        {
            table.ToTable("BatchFileParts").HasKey(p => new { p.TenantId, p.BatchId, p.Number });
            table.HasOne<InvitationBatch>().WithMany().HasForeignKey(p => new { p.TenantId, p.BatchId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class RowTable : IEntityTypeConfiguration<BatchRow>
    {
        public void Configure(EntityTypeBuilder<BatchRow> table)
        {
            table.ToTable("BatchRows").HasKey(r => new { r.TenantId, r.BatchId, r.Line });
            table.HasIndex(r => new { r.TenantId, r.BatchId, r.Outcome, r.Line });
            table.HasIndex(r => new { r.TenantId, r.BatchId, r.AddressKey }).HasFilter("\"AddressKey\" IS NOT NULL");
            table.Property(r => r.Email).HasMaxLength(320);
            table.Property(r => r.AddressKey).HasMaxLength(320);
            table.Property(r => r.Code).HasMaxLength(64);
            table.HasOne<InvitationBatch>().WithMany().HasForeignKey(r => new { r.TenantId, r.BatchId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
