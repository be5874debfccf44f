using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Connect.Device;

public enum DeviceCodeState { Waiting, Approved, Declined }

/// <summary>
/// A program without a browser that waits for its person (RFC 8628). Which organisation the person belongs to is known only when
/// they answer, and the short code is typed on a page of no organisation: so these rows are nobody's, like the counters of attempts.
/// </summary>
public sealed class DeviceCode : ITenantOwned
{
    /// <summary>Always <see cref="Guid.Empty"/>: a scope of no tenant reads them.</summary>
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    /// <summary>The authority that was asked; null for <c>organizations</c> and <c>common</c>, where the person's home is taken.</summary>
    public required Guid? AskedTenantId { get; init; }
    public required Guid AppId { get; init; }
    /// <summary>What was asked for, as it was asked.</summary>
    public required string Scope { get; init; }
    /// <summary>Hash of the secret that the program polls with.</summary>
    public required byte[] SecretHash { get; init; }
    /// <summary>Hash of the code that the person types.</summary>
    public required byte[] UserCodeHash { get; init; }
    /// <summary>Where the request came from: the person is shown it.</summary>
    public string? IpAddress { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
    /// <summary>Seconds between two polls; grows when the program does not keep to it.</summary>
    public required int Interval { get; set; }
    /// <summary>Earlier polls are told to slow down.</summary>
    public required DateTime NextPollAt { get; set; }
    public DeviceCodeState State { get; set; }
    /// <summary>The organisation in which the person answered, and what they granted there: encrypted like an authorization code.</summary>
    public Guid? GrantTenantId { get; set; }
    public byte[]? ProtectedGrant { get; set; }
}

internal static class DeviceTables
{
    extension(FoyerDb db)
    {
        public DbSet<DeviceCode> DeviceCodes => db.Set<DeviceCode>();
    }

    internal sealed class DeviceCodeTable : IEntityTypeConfiguration<DeviceCode>
    {
        public void Configure(EntityTypeBuilder<DeviceCode> table)
        {
            table.ToTable("DeviceCodes").HasKey(d => new { d.TenantId, d.Id });
            table.HasIndex(d => new { d.TenantId, d.UserCodeHash }).IsUnique();
            table.HasIndex(d => new { d.TenantId, d.ExpiresAt });
            table.Property(d => d.Scope).HasMaxLength(4000);
            table.Property(d => d.SecretHash).HasMaxLength(32);
            table.Property(d => d.UserCodeHash).HasMaxLength(32);
            table.Property(d => d.IpAddress).HasMaxLength(45);
            table.Property(d => d.ProtectedGrant).HasMaxLength(16 * 1024);
        }
    }
}
