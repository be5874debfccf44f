using Foyer.Data;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.SignIn;

/// <summary>
/// A browser that signed in at its home. It belongs to the home tenant's user; as whom other organisations know that person
/// is looked up there at every step, so a removed guest is out at once.
/// </summary>
public sealed class Session : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    /// <summary>Hash of the secret in the cookie.</summary>
    public required byte[] SecretHash { get; init; }
    public required DateTime AuthenticatedAt { get; set; }
    public required DateTime LastSeenAt { get; set; }
    public required DateTime ExpiresAt { get; init; }
    public DateTime? EndedAt { get; set; }
    public string? IpAddress { get; init; }
    public string? UserAgent { get; init; }
}

/// <summary>An app that this session signed in to; told when the session ends (front-channel logout).</summary>
public sealed class SessionApp : ITenantOwned
{
    /// <summary>The tenant whose app it is.</summary>
    public required Guid TenantId { get; init; }
    public required Guid SessionId { get; init; }
    public required Guid ServicePrincipalId { get; init; }
    /// <summary>The person as that tenant knows them.</summary>
    public required Guid UserId { get; init; }
    public required DateTime At { get; init; }
}

/// <summary>Failures counted in a window of time (security rule 18): never a lock on the account, always per address too.</summary>
public sealed class AttemptCounter : ITenantOwned
{
    public required Guid TenantId { get; init; }
    /// <summary>Hash of what is counted (purpose, account, address), so the table names nobody.</summary>
    public required string Key { get; init; }
    public required DateTime WindowStart { get; init; }
    public required int Count { get; set; }
}

internal static class SignInTables
{
    extension(FoyerDb db)
    {
        public DbSet<Session> Sessions => db.Set<Session>();
        public DbSet<SessionApp> SessionApps => db.Set<SessionApp>();
        public DbSet<AttemptCounter> AttemptCounters => db.Set<AttemptCounter>();
    }

    internal sealed class SessionTable : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> table)
        {
            table.ToTable("Sessions").HasKey(s => new { s.TenantId, s.Id });
            table.HasIndex(s => new { s.TenantId, s.UserId });
            table.Property(s => s.SecretHash).HasMaxLength(32);
            table.Property(s => s.IpAddress).HasMaxLength(45);
            table.Property(s => s.UserAgent).HasMaxLength(256);
            table.HasOne<User>().WithMany().HasForeignKey(s => new { s.TenantId, s.UserId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class SessionAppTable : IEntityTypeConfiguration<SessionApp>
    {
        public void Configure(EntityTypeBuilder<SessionApp> table)
        {
            table.ToTable("SessionApps").HasKey(a => new { a.TenantId, a.SessionId, a.ServicePrincipalId });
            table.HasIndex(a => new { a.TenantId, a.UserId });
            table.HasIndex(a => a.SessionId);
        }
    }

    internal sealed class AttemptTable : IEntityTypeConfiguration<AttemptCounter>
    {
        public void Configure(EntityTypeBuilder<AttemptCounter> table)
        {
            table.ToTable("AttemptCounters").HasKey(a => new { a.TenantId, a.Key });
            table.Property(a => a.Key).HasMaxLength(64);
        }
    }
}
