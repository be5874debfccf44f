using Foyer.Data;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Mail;

/// <summary><c>Deferred</c>: the server said "later" (4xx) and Foyer tries again; <c>Failed</c>: it said no (5xx), or the time was up.</summary>
public enum DeliveryState { Queued, Sent, Deferred, Failed, Cancelled }

/// <summary>
/// A mail to be sent: written in the transaction of the operation that causes it, leased by a sender, sent once. What the
/// template needs, secrets included, lies encrypted in <see cref="Payload"/> and is wiped when the mail is on its way.
/// </summary>
public sealed class OutgoingMail : ILeased
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    /// <summary>Names the template, <see cref="IMailTemplate.Kind"/>.</summary>
    public required string Kind { get; init; }
    public required string Recipient { get; init; }
    public required string Language { get; init; }
    /// <summary>What the mail is about (an invitation, a batch); its state follows the mail's.</summary>
    public Guid? SubjectId { get; init; }
    public byte[]? Payload { get; set; }
    public required DeliveryState State { get; set; }
    public int Attempts { get; set; }
    /// <summary>The server's latest words.</summary>
    public string? Reply { get; set; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? SentAt { get; set; }
    public required DateTime NotBefore { get; set; }
    public DateTime? LeaseUntil { get; set; }
    public Guid? LeasedBy { get; set; }
}

internal static class MailTables
{
    extension(FoyerDb db)
    {
        public DbSet<OutgoingMail> OutgoingMails => db.Set<OutgoingMail>();
    }

    internal sealed class OutgoingMailTable : IEntityTypeConfiguration<OutgoingMail>
    {
        public void Configure(EntityTypeBuilder<OutgoingMail> table)
        {
            table.ToTable("OutgoingMails").HasKey(m => new { m.TenantId, m.Id });
            // The senders' question over all tenants: what is due? Only open mails stand in this index.
            table.HasIndex(m => m.NotBefore).HasFilter("\"State\" IN ('Queued', 'Deferred')").HasDatabaseName("IX_OutgoingMails_Due");
            table.HasIndex(m => new { m.TenantId, m.SubjectId });
            table.Property(m => m.Kind).HasMaxLength(32);
            table.Property(m => m.Recipient).HasMaxLength(320);
            table.Property(m => m.Language).HasMaxLength(16);
            table.Property(m => m.Payload).HasMaxLength(16384);
            table.HasOne<Tenant>().WithMany().HasForeignKey(m => m.TenantId);
        }
    }
}
