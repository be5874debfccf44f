using Foyer.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Audit;

public enum AuditResult { Success, Failure }

/// <summary>Who did what to whom, when, from where, with what result (digest 5.9). Written in the transaction of the deed itself.</summary>
public sealed class AuditEntry : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required Guid Id { get; init; }
    public required DateTime At { get; init; }
    /// <summary>What was done, in the words of <see cref="Activities"/>.</summary>
    public required string Activity { get; init; }
    /// <summary><c>UserManagement</c>, <c>GroupManagement</c>, <c>ApplicationManagement</c>, <c>SignIn</c>…</summary>
    public required string Category { get; init; }
    public required AuditResult Result { get; init; }
    public string? Reason { get; init; }
    public Guid? ActorId { get; init; }
    /// <summary>Name of the person, app or job that acted, as it was then.</summary>
    public required string ActorName { get; init; }
    public string? IpAddress { get; init; }
    public required string CorrelationId { get; init; }
    /// <summary><c>User</c>, <c>Invitation</c>, <c>Batch</c>, <c>Group</c>, <c>Application</c>…</summary>
    public required string TargetType { get; init; }
    public Guid? TargetId { get; init; }
    public string? TargetName { get; init; }
    /// <summary>What changed, as JSON; never a secret.</summary>
    public string? Details { get; init; }
}

/// <summary>The words of the audit log; those Entra has too are spelt as there (digest 1.2, 5.9).</summary>
public static class Activities
{
    public const string BatchUploaded = "Batch invites uploaded";
    public const string BatchProcessed = "Batch invites processed";
    public const string BatchStarted = "Batch invites started";
    public const string BatchPaused = "Batch invites paused";
    public const string BatchSlowed = "Batch invites waiting for a limit";
    public const string BatchResumed = "Batch invites resumed";
    public const string BatchCancelled = "Batch invites cancelled";
    public const string BatchUndone = "Batch invites undone";
    public const string Invited = "Invite external user";
    public const string InvitedAnew = "Invite external user with reset invitation status";
    public const string InternalInvited = "Invite internal user to B2B collaboration";
    public const string CollaborationChanged = "Update authorization policy";
    public const string AccessExtended = "Extend access of external user";
    public const string Redeemed = "Redeem external user invite";
    public const string Resent = "Resend invitation";
    public const string Revoked = "Revoke invitation";
    public const string Declined = "Decline invitation";
    public const string Reported = "Report invitation";
    public const string NewLinkAsked = "Ask for a new invitation link";
    public const string LinkCopied = "Copy invitation link";
    public const string GuestRemoved = "Delete external user";
    public const string GuestRestored = "Restore user";
    public const string GuestLeft = "Leave organization";
    public const string UserAdded = "Add user";
    public const string UserRemoved = "Delete user";
    public const string UserPurged = "Hard delete user";
    public const string SponsorAdded = "Add user sponsor";
    public const string SponsorRemoved = "Remove user sponsor";
    public const string ManagerSet = "Set user manager";
    public const string ManagerRemoved = "Remove user manager";
    public const string UserUpdated = "Update user";
    public const string UserBlocked = "Disable account";
    public const string UserUnblocked = "Enable account";
    public const string RoleAdded = "Add member to role";
    public const string RoleRemoved = "Remove member from role";
    public const string GroupAdded = "Add group";
    public const string GroupUpdated = "Update group";
    public const string GroupDeleted = "Delete group";
    public const string GroupRestored = "Restore group";
    public const string GroupPurged = "Hard delete group";
    public const string OwnerAdded = "Add owner to group";
    public const string OwnerRemoved = "Remove owner from group";
    public const string MemberAdded = "Add member to group";
    public const string MemberRemoved = "Remove member from group";
    public const string LicenceChanged = "Change user license";
    public const string GroupLicenceChanged = "Set group license";
    public const string SkuChanged = "Set subscribed SKU";
    public const string AssignmentAdded = "Assign external user to application";
    public const string AssignmentRemoved = "Remove app role assignment";
    public const string PermissionGranted = "Add app role assignment to service principal";
    public const string AppAdded = "Add application";
    public const string ApplicationUpdated = "Update application";
    public const string ApplicationDeleted = "Delete application";
    public const string AppLetIn = "Add service principal";
    public const string AppRemoved = "Remove service principal";
    public const string SecretAdded = "Add client secret";
    public const string SecretRemoved = "Remove client secret";
    public const string AppUpdated = "Update service principal";
    public const string ConsentGiven = "Consent to application";
    public const string ConsentAdded = "Add delegated permission grant";
    public const string ConsentChanged = "Update delegated permission grant";
    public const string ConsentRevoked = "Remove delegated permission grant";
    public const string ViralTenant = "Viral tenant creation";
    public const string ViralUser = "Viral user creation";
    public const string TenantCreated = "Create tenant";
    public const string SubscriptionSet = "Set subscription";
    public const string SignIn = "Sign in";
    public const string SignOut = "Sign out";
    public const string AppSignIn = "Sign in to application";
    public const string MailboxCodeSent = "Send mailbox code";
    public const string MailboxProven = "Verify mailbox";
    public const string BrandingChanged = "Update company branding";
    public const string OrganisationUpdated = "Update company information";
    public const string PolicyUpdated = "Update policy";
    public const string LimitReached = "Reach limit";
    public const string KeyAdded = "Add signing key";
    public const string MailRetried = "Retry mail";
    public const string TokenRevoked = "Revoke refresh tokens";
    public const string PasswordChanged = "Change password (self-service)";
}

internal static class AuditTables
{
    extension(FoyerDb db)
    {
        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();
    }

    internal sealed class AuditTable : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> table)
        {
            table.ToTable("AuditEntries").HasKey(a => new { a.TenantId, a.Id });
            table.HasIndex(a => new { a.TenantId, a.TargetId });
            table.Property(a => a.Activity).HasMaxLength(64);
            table.Property(a => a.Category).HasMaxLength(32);
            table.Property(a => a.TargetType).HasMaxLength(32);
            table.Property(a => a.CorrelationId).HasMaxLength(64);
            table.Property(a => a.IpAddress).HasMaxLength(45);
            table.Property(a => a.Details).HasMaxLength(8000);
        }
    }
}
