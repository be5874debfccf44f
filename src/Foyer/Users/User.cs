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
    public string? Department { get; set; }
    public string? EmployeeId { get; set; }
    public string? EmployeeType { get; set; }
    public string? OfficeLocation { get; set; }
    public string? StreetAddress { get; set; }
    public string? City { get; set; }
    public string? State { get; set; }
    public string? PostalCode { get; set; }
    public string? Country { get; set; }
    public string? MobilePhone { get; set; }
    /// <summary>Graph's list of business phones holds one at most.</summary>
    public string? BusinessPhone { get; set; }
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
    public string? PasswordPolicies { get; set; }
    /// <summary>Hash of the framework's password hasher; null for guests, who prove themselves at home.</summary>
    public string? PasswordHash { get; set; }
    public DateTime? LastPasswordChangeAt { get; set; }
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

    /// <summary>Somebody who was invited, whatever they count as here: they prove themselves at home.</summary>
    public bool IsExternal => UserType == UserType.Guest || ExternalUserState is not null;

    /// <summary>Invited and not yet in. A member whose account is to move elsewhere keeps the password until then.</summary>
    public bool Waits => IsExternal && ExternalUserState != Users.ExternalUserState.Accepted && PasswordHash is null;
}

/// <summary>Who answers for a guest: a member of the inviting organisation, by default the inviter (digest 2.9).</summary>
public sealed class Sponsor : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid SponsorId { get; init; }
}

/// <summary>Whom a user reports to; at most one, and nobody follows from it.</summary>
public sealed class Manager : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid ManagerId { get; init; }
}

public enum AddressKind { Other, Proxy }

/// <summary>
/// A further address of a user beside <see cref="User.Mail"/>, so that an index finds whose it is. A user's lists are what is shown;
/// these rows follow from them (<c>AlternateAddress.Of</c>).
/// </summary>
public sealed class AlternateAddress : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid UserId { get; init; }
    public required AddressKind Kind { get; init; }
    /// <summary>The address in lower case; a proxy address with its <c>smtp:</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The rows that belong to a user's lists. The mail address itself needs none: it has an index of its own.</summary>
    public static IEnumerable<AlternateAddress> Of(User user)
    {
        var others = user.OtherMails.Where(a => a != user.Mail).Select(a => (Kind: AddressKind.Other, Key: a.ToLowerInvariant()));
        var proxies = user.ProxyAddresses.Where(a => a != "SMTP:" + user.Mail).Select(a => (Kind: AddressKind.Proxy, Key: a.ToLowerInvariant()));
        return others.Concat(proxies).Distinct().Select(a => new AlternateAddress { TenantId = user.TenantId, UserId = user.Id, Kind = a.Kind, Key = a.Key });
    }
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
    public static readonly Guid LicenseAdministrator = new("4d6ac14f-3453-41d0-bef9-a3e0c569773a");
    public static readonly Guid GroupsAdministrator = new("fdd7a751-b60b-444a-984c-02652fe8fa1c");
    public static readonly Guid HelpdeskAdministrator = new("729827e3-9c14-49f7-bb1b-9608f156bbb8");
    public static readonly Guid GuestInviter = new("95e79109-95c0-4d8e-aee3-d01accf2d47b");
    public static readonly Guid DirectoryReaders = new("88d8e3e3-8f55-4a1e-953a-9b9898b8876b");

    public static readonly IReadOnlyDictionary<Guid, string> Names = new Dictionary<Guid, string>
    {
        [GlobalAdministrator] = "Global Administrator",
        [UserAdministrator] = "User Administrator",
        [GuestInviter] = "Guest Inviter",
        [GroupsAdministrator] = "Groups Administrator",
        [LicenseAdministrator] = "License Administrator",
        [HelpdeskAdministrator] = "Helpdesk Administrator",
        [DirectoryReaders] = "Directory Readers",
    };

    /// <summary>The roles by their names without spaces, as the table of Graph's rights writes them.</summary>
    public static readonly IReadOnlyDictionary<string, Guid> ByName = Names.ToDictionary(n => n.Value.Replace(" ", "", StringComparison.Ordinal), n => n.Key, StringComparer.Ordinal);

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
        public DbSet<Manager> Managers => db.Set<Manager>();
        public DbSet<AlternateAddress> AlternateAddresses => db.Set<AlternateAddress>();
        public DbSet<DirectoryRoleAssignment> DirectoryRoleAssignments => db.Set<DirectoryRoleAssignment>();
    }

    extension(IQueryable<User> users)
    {
        public IQueryable<User> Live => users.Where(u => u.DeletedAt == null);
        /// <summary>Whoever was invited, also as a member.</summary>
        public IQueryable<User> Guests => users.Where(u => u.DeletedAt == null && (u.UserType == UserType.Guest || u.ExternalUserState != null));
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
            // Lists of the Graph API: each filter has an index whose order its pages follow.
            table.HasIndex(u => new { u.TenantId, u.UserType, u.Id }).HasFilter("\"DeletedAt\" IS NULL");
            table.HasIndex(u => new { u.TenantId, u.ExternalUserState, u.Id }).HasFilter("\"DeletedAt\" IS NULL AND \"ExternalUserState\" IS NOT NULL");
            table.HasIndex(u => new { u.TenantId, u.CreatedAt, u.Id }).HasFilter("\"DeletedAt\" IS NULL");
            table.HasIndex(u => new { u.TenantId, u.DeletedAt, u.Id }).HasFilter("\"DeletedAt\" IS NOT NULL");
            table.Property(u => u.UsageLocation).HasMaxLength(2);
            table.Property(u => u.Mail).HasMaxLength(320);
            table.Property(u => u.MailKey).HasMaxLength(320);
            table.Property(u => u.CreationType).HasMaxLength(32);
            table.HasOne<Tenant>().WithMany().HasForeignKey(u => u.TenantId);
            table.Ignore(u => u.IsGuest).Ignore(u => u.IsExternal).Ignore(u => u.Waits);
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

    internal sealed class ManagerTable : IEntityTypeConfiguration<Manager>
    {
        public void Configure(EntityTypeBuilder<Manager> table)
        {
            table.ToTable("Managers").HasKey(m => new { m.TenantId, m.UserId });
            table.HasIndex(m => new { m.TenantId, m.ManagerId });
            table.HasOne<User>().WithMany().HasForeignKey(m => new { m.TenantId, m.UserId }).OnDelete(DeleteBehavior.Cascade);
            table.HasOne<User>().WithMany().HasForeignKey(m => new { m.TenantId, m.ManagerId }).OnDelete(DeleteBehavior.Cascade);
        }
    }

    internal sealed class AlternateAddressTable : IEntityTypeConfiguration<AlternateAddress>
    {
        public void Configure(EntityTypeBuilder<AlternateAddress> table)
        {
            table.ToTable("AlternateAddresses").HasKey(a => new { a.TenantId, a.UserId, a.Kind, a.Key });
            table.HasIndex(a => new { a.TenantId, a.Kind, a.Key });
            table.Property(a => a.Key).HasMaxLength(320);
            table.HasOne<User>().WithMany().HasForeignKey(a => new { a.TenantId, a.UserId }).OnDelete(DeleteBehavior.Cascade);
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
