using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Apps;

/// <summary>A certificate by which an app proves itself (digest 5.3, <c>keyCredentials</c>). Only the public part comes here.</summary>
public sealed class ClientCertificate : ITenantOwned
{
    public required Guid TenantId { get; init; }
    /// <summary>Graph's <c>keyId</c>.</summary>
    public required Guid Id { get; init; }
    public required Guid ApplicationId { get; init; }
    /// <summary>DER.</summary>
    public required byte[] Certificate { get; init; }
    /// <summary>SHA-1 and SHA-256 of it, as <c>x5t</c> and <c>x5t#S256</c> name it. They find the certificate; the signature proves it.</summary>
    public required byte[] Sha1 { get; init; }
    public required byte[] Sha256 { get; init; }
    public string? DisplayName { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime StartsAt { get; init; }
    public required DateTime ExpiresAt { get; init; }

    public static ClientCertificate Of(Application application, X509Certificate2 certificate, Guid id, DateTime now, string? displayName) => new()
    {
        TenantId = application.TenantId,
        Id = id,
        ApplicationId = application.Id,
        Certificate = certificate.RawData,
        Sha1 = certificate.GetCertHash(HashAlgorithmName.SHA1),
        Sha256 = certificate.GetCertHash(HashAlgorithmName.SHA256),
        DisplayName = displayName ?? certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
        CreatedAt = now,
        StartsAt = certificate.NotBefore.ToUniversalTime(),
        ExpiresAt = certificate.NotAfter.ToUniversalTime(),
    };
}

internal static class CertificateTables
{
    extension(FoyerDb db)
    {
        public DbSet<ClientCertificate> ClientCertificates => db.Set<ClientCertificate>();
    }

    internal sealed class ClientCertificateTable : IEntityTypeConfiguration<ClientCertificate>
    {
        public void Configure(EntityTypeBuilder<ClientCertificate> table)
        {
            table.ToTable("ClientCertificates").HasKey(c => new { c.TenantId, c.Id });
            table.HasIndex(c => new { c.TenantId, c.ApplicationId, c.Sha256 }).IsUnique();
            table.Property(c => c.Certificate).HasMaxLength(16 * 1024);
            table.Property(c => c.Sha1).HasMaxLength(20);
            table.Property(c => c.Sha256).HasMaxLength(32);
            table.HasOne<Application>().WithMany().HasForeignKey(c => new { c.TenantId, c.ApplicationId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
