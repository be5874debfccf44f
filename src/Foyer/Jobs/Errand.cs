using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Jobs;

/// <summary>What has happened, for whoever follows it.</summary>
public enum ErrandKind
{
    /// <summary>A user came to groups or left them, was removed or restored, or lives elsewhere now.</summary>
    UserChanged,
    /// <summary>Many came to a group or left it, or the group itself was deleted, restored or given something.</summary>
    GroupChanged,
    /// <summary>Seats of a licence came free.</summary>
    SeatsFreed,
}

/// <summary>
/// Something that must follow a change. It is written in the transaction of the change and done soon after by the module that knows
/// how, so that who changes a group need not know what hangs on it. Done means deleted; doing it twice does no harm.
/// </summary>
public sealed class Errand : ILeased
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required ErrandKind Kind { get; init; }
    public required Guid SubjectId { get; init; }
    public required DateTime NotBefore { get; init; }
    public DateTime? LeaseUntil { get; init; }
    public Guid? LeasedBy { get; init; }
}

internal static class ErrandTable
{
    extension(FoyerDb db)
    {
        public DbSet<Errand> Errands => db.Set<Errand>();
    }

    internal sealed class Table : IEntityTypeConfiguration<Errand>
    {
        public void Configure(EntityTypeBuilder<Errand> table)
        {
            table.ToTable("Errands").HasKey(e => new { e.TenantId, e.Id });
            table.HasIndex(e => new { e.TenantId, e.SubjectId });
            table.HasIndex(e => e.NotBefore);
        }
    }
}
