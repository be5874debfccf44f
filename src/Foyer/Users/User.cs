using Foyer.Data;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Users;

public enum UserType { Member, Guest }

public enum ExternalUserState { PendingAcceptance, Accepted }

/// <summary>
/// A person in a tenant's directory (digest 2.9). A member signs in here; a guest is bound to the account of another
/// tenant by (<see cref="HomeTenantId"/>, <see cref="HomeUserId"/>), never by an e-mail address.
/// </summary>
public sealed class User : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required string UserPrincipalName { get; set; }
    /// <summary>Comparison form of the user principal name; unique among a tenant's live users.</summary>
    public required string UserPrincipalNameKey { get; set; }
    public required string DisplayName { get; set; }
    /// <summary>The name in lower case, made by the store: lists are sorted and searched by it without regard to case.</summary>
    public string NameKey { get; private set; } = "";
    public string? GivenName { get; set; }
    public string? Surname { get; set; }
    public string? JobTitle { get; set; }
    public string? CompanyName { get; set; }
    /// <summary>Contact address as written; for a guest the invited address.</summary>
    public string? Mail { get; set; }
    /// <summary>Comparison form of <see cref="Mail"/> (security rule 13); unique among a tenant's live users.</summary>
    public string? MailKey { get; set; }
    public List<string> OtherMails { get; set; } = [];
    public List<string> ProxyAddresses { get; set; } = [];
    public required string MailNickname { get; set; }
    public required UserType UserType { get; set; }
    /// <summary><c>Invitation</c>, <c>EmailVerified</c> or null for accounts that administrators made.</summary>
    public string? CreationType { get; init; }
    public ExternalUserState? ExternalUserState { get; set; }
    public DateTime? ExternalUserStateChangedAt { get; set; }
    public bool AccountEnabled { get; set; } = true;
    public bool ShowInAddressList { get; set; } = true;
    public string? UsageLocation { get; set; }
    public string? PreferredLanguage { get; set; }
    /// <summary>Hash of the framework's password hasher; null for guests, who prove themselves at home.</summary>
    public string? PasswordHash { get; set; }
    /// <summary>Sign-in address at home; populated at redemption (digest 1.3).</summary>
    public string? SignInName { get; set; }
    /// <summary>Opaque alternative security id; populated at redemption (digest 1.3).</summary>
    public string? AltSecId { get; set; }
    public Guid? HomeTenantId { get; set; }
    public Guid? HomeUserId { get; set; }
    /// <summary>When the collaboration is meant to end, from the CSV file.</summary>
    public DateTime? AccessExpiresAt { get; set; }
    /// <summary>Sessions and refresh tokens from before this moment are void (digest 5.1, revokeSignInSessions).</summary>
    public DateTime? SignInSessionsValidFrom { get; set; }
    public DateTime? LastSignInAt { get; set; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>Removed, restorable for a while; a removed user exists for nobody but administrators.</summary>
    public DateTime? DeletedAt { get; set; }
    /// <summary>The batch that brought this guest in, so that undoing the batch knows whom it made.</summary>
    public Guid? BatchId { get; init; }

    public bool IsGuest => UserType == UserType.Guest;
}

/// <summary>Who answers for a guest: a member of the inviting organisation, by default the inviter (digest 2.9).</summary>
public sealed class Sponsor : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid SponsorId { get; init; }
}

/// <summary>A directory role that a user holds, by template id (digest 2.4).</summary>
public sealed class DirectoryRoleAssignment : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid RoleTemplateId { get; init; }
}

/// <summary>Template ids of the built-in directory roles (digest 2.4).</summary>
public static class DirectoryRoles
{
    public static readonly Guid GlobalAdministrator = new("62e90394-69f5-4237-9190-012177145e10");
    public static readonly Guid UserAdministrator = new("fe930be7-5e62-47db-91af-98c3a49a38b1");
    public static readonly Guid GuestInviter = new("95e79109-95c0-4d8e-aee3-d01accf2d47b");
    public static readonly Guid LicenseAdministrator = new("4d6ac14f-3453-41d0-bef9-a3e0c569773a");
    public static readonly Guid GroupsAdministrator = new("fdd7a751-b60b-444a-984c-02652fe8fa1c");

    public static readonly IReadOnlyDictionary<Guid, string> Names = new Dictionary<Guid, string>
    {
        [GlobalAdministrator] = "Global Administrator",
        [UserAdministrator] = "User Administrator",
        [GuestInviter] = "Guest Inviter",
        [GroupsAdministrator] = "Groups Administrator",
    };

    /// <summary>What tokens say of everybody, beside the roles held: that they are a member, or a guest (digest 6.2, <c>wids</c>).</summary>
    public static readonly Guid AnyMember = new("b79fbf4d-3ef9-4689-8143-76b194e85509"), AnyGuest = new("13bd1c72-6f4a-4dcf-985f-18d3b80f208a");
}

internal static class UserTables
{
    extension(FoyerDb db)
    {
        /// <summary>Live and removed users; operations ask for the one or the other.</summary>
        public DbSet<User> Users => db.Set<User>();
        public DbSet<Sponsor> Sponsors => db.Set<Sponsor>();
        public DbSet<DirectoryRoleAssignment> DirectoryRoleAssignments => db.Set<DirectoryRoleAssignment>();
    }

    extension(IQueryable<User> users)
    {
        public IQueryable<User> Live => users.Where(u => u.DeletedAt == null);
        public IQueryable<User> Guests => users.Where(u => u.DeletedAt == null && u.UserType == UserType.Guest);
    }

    internal sealed class UserTable : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> table)
        {
            table.ToTable("Users").HasKey(u => new { u.TenantId, u.Id });
            table.HasIndex(u => new { u.TenantId, u.UserPrincipalNameKey }).IsUnique().HasFilter("\"DeletedAt\" IS NULL");
            table.HasIndex(u => new { u.TenantId, u.MailKey }).IsUnique().HasFilter("\"DeletedAt\" IS NULL");
            table.HasIndex(u => new { u.TenantId, u.HomeTenantId, u.HomeUserId }).IsUnique()
                .HasFilter("\"DeletedAt\" IS NULL AND \"HomeUserId\" IS NOT NULL");
            table.HasIndex(u => new { u.TenantId, u.BatchId }).HasFilter("\"BatchId\" IS NOT NULL");
            // Where is this person a guest? Asked across tenants by the account page and the organisation switcher.
            table.HasIndex(u => new { u.HomeTenantId, u.HomeUserId }).HasFilter("\"HomeUserId\" IS NOT NULL");
            table.Property(u => u.DisplayName).HasMaxLength(256);
            table.Property(u => u.NameKey).HasMaxLength(256).HasComputedColumnSql("lower(\"DisplayName\")", stored: true);
            table.HasIndex(u => new { u.TenantId, u.NameKey, u.Id });
            table.Property(u => u.UsageLocation).HasMaxLength(2);
            table.Property(u => u.Mail).HasMaxLength(320);
            table.Property(u => u.MailKey).HasMaxLength(320);
            table.Property(u => u.CreationType).HasMaxLength(32);
            table.HasOne<Tenant>().WithMany().HasForeignKey(u => u.TenantId);
            table.Ignore(u => u.IsGuest);
        }
    }

    internal sealed class SponsorTable : IEntityTypeConfiguration<Sponsor>
    {
        public void Configure(EntityTypeBuilder<Sponsor> table)
        {
            table.ToTable("Sponsors").HasKey(s => new { s.TenantId, s.UserId, s.SponsorId });
            table.HasOne<User>().WithMany().HasForeignKey(s => new { s.TenantId, s.UserId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<User>().WithMany().HasForeignKey(s => new { s.TenantId, s.SponsorId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class RoleTable : IEntityTypeConfiguration<DirectoryRoleAssignment>
    {
        public void Configure(EntityTypeBuilder<DirectoryRoleAssignment> table)
        {
            table.ToTable("DirectoryRoleAssignments").HasKey(r => new { r.TenantId, r.UserId, r.RoleTemplateId });
            table.HasOne<User>().WithMany().HasForeignKey(r => new { r.TenantId, r.UserId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
