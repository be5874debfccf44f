using Foyer.Data;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Policies;

/// <summary>Who may invite guests, from nobody to everybody; Graph's <c>allowInvitesFrom</c> in its words (digest 5.10).</summary>
public enum AllowInvitesFrom { None, AdminsAndGuestInviters, AdminsGuestInvitersAndAllMembers, Everyone }

/// <summary>What an organisation decided about inviting and about its guests' view; an organisation without a row lives by the defaults.</summary>
public sealed class CollaborationPolicy : ITenantOwned
{
    public required Guid TenantId { get; init; }

    /// <summary>Entra's default is everyone; ours lets only those invite whom an administrator chose.</summary>
    public AllowInvitesFrom AllowInvitesFrom { get; set; } = AllowInvitesFrom.AdminsAndGuestInviters;

    public GuestView GuestView { get; set; } = GuestView.Limited;

    /// <summary>Keep the personal message when an app invites; Entra drops it.</summary>
    public bool AllowMessagesFromApps { get; set; } = true;
}

internal static class CollaborationPolicyTables
{
    extension(FoyerDb db)
    {
        public DbSet<CollaborationPolicy> CollaborationPolicies => db.Set<CollaborationPolicy>();

        /// <summary>The policy in force; not tracked, changes go through <c>SetCollaborationPolicy</c>.</summary>
        public async Task<CollaborationPolicy> PolicyOf(Guid tenantId, CancellationToken ct) =>
            await db.CollaborationPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.TenantId == tenantId, ct) ?? new CollaborationPolicy { TenantId = tenantId };
    }

    internal sealed class CollaborationPolicyTable : IEntityTypeConfiguration<CollaborationPolicy>
    {
        public void Configure(EntityTypeBuilder<CollaborationPolicy> table)
        {
            table.ToTable("CollaborationPolicies").HasKey(p => p.TenantId);
            table.HasOne<Tenant>().WithMany().HasForeignKey(p => p.TenantId);
        }
    }
}
