using System.Security.Cryptography;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Users;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Invitations;

public enum InvitationState { Pending, Redeemed, Declined, Revoked }

/// <summary>
/// An offer to one person, made to one address, for a while. Whether it has expired is asked of <see cref="ExpiresAt"/> in
/// the write that accepts; there is no state for it. The history stays: sending again only makes a new secret.
/// </summary>
public sealed class Invitation : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required Guid GuestId { get; init; }
    /// <summary>The address as invited, and its comparison form.</summary>
    public required string Address { get; init; }
    public required string AddressKey { get; init; }
    public required InvitationState State { get; set; }
    /// <summary>Hash of the secret in the mail. Presenting it proves the mailbox.</summary>
    public required byte[] MailedSecretHash { get; set; }
    /// <summary>Hash of the secret of a link that was copied instead. It proves nothing: a code goes to the mailbox.</summary>
    public byte[]? CopiedSecretHash { get; set; }
    /// <summary>The user or service principal that invites. Disabled or demoted, its pending invitations pause (security rule 8).</summary>
    public required Guid InviterId { get; init; }
    public required bool InvitedByApp { get; init; }
    public required string InviterName { get; init; }
    public string? InviterMail { get; init; }
    /// <summary>Service principal whose name stands on mail and pages (CSV column InviteAppID); grants nothing.</summary>
    public Guid? ShownAppId { get; init; }
    public string? ReplyUrl { get; init; }
    public string? ContactUrl { get; init; }
    public string? Message { get; init; }
    public required string Language { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; set; }
    public DateTime? ClosedAt { get; set; }
    public DateTime? LastSentAt { get; set; }
    public int TimesSent { get; set; }
    /// <summary>Where the latest mail is, and the mail server's words about it.</summary>
    public required DeliveryState Delivery { get; set; }
    public string? DeliveryReply { get; set; }
    public DateTime? DeliveryAt { get; set; }
    /// <summary>What the guest accepted before was forgotten for this one (digest 2.7); a Helpdesk Administrator may do that without being an inviter.</summary>
    public bool StartsAnew { get; init; }
    public Guid? BatchId { get; init; }
}

/// <summary>The secret of an invitation link: 256 random bits (security rule 1). It prints only its type.</summary>
public readonly struct InvitationSecret
{
    private readonly string value;

    private InvitationSecret(string value) => this.value = value;

    public static InvitationSecret New() => new(WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Takes what a link carried; null unless it has a secret's shape.</summary>
    public static InvitationSecret? Of(string? text) => text is { Length: 43 } ? new(text) : null;

    public byte[] Hash => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes("foyer.invitation." + value));

    /// <summary>The text for the link itself; the only way to read a secret, so every use can be found.</summary>
    public string Reveal() => value;

    public override string ToString() => nameof(InvitationSecret);
}

internal static class InvitationTables
{
    extension(FoyerDb db)
    {
        public DbSet<Invitation> Invitations => db.Set<Invitation>();
    }

    internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> table)
        {
            table.ToTable("Invitations").HasKey(i => new { i.TenantId, i.Id });
            // One open offer a person: two uploads at once cannot invite anybody twice.
            table.HasIndex(i => new { i.TenantId, i.GuestId }).IsUnique().HasFilter("\"State\" = 'Pending'").HasDatabaseName("IX_Invitations_OnePending");
            table.HasIndex(i => new { i.TenantId, i.GuestId, i.CreatedAt });
            // With the state of delivery, so that a batch's mails are counted from the index alone.
            table.HasIndex(i => new { i.TenantId, i.BatchId, i.Delivery }).HasFilter("\"BatchId\" IS NOT NULL");
            table.HasIndex(i => new { i.TenantId, i.InviterId });
            table.Property(i => i.MailedSecretHash).HasMaxLength(32);
            table.Property(i => i.CopiedSecretHash).HasMaxLength(32);
            table.Property(i => i.Address).HasMaxLength(320);
            table.Property(i => i.AddressKey).HasMaxLength(320);
            table.Property(i => i.Message).HasMaxLength(2000);
            table.Property(i => i.ReplyUrl).HasMaxLength(2048);
            table.Property(i => i.ContactUrl).HasMaxLength(2048);
            table.Property(i => i.Language).HasMaxLength(16);
            table.HasOne<User>().WithMany().HasForeignKey(i => new { i.TenantId, i.GuestId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
