using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Policies;

/// <summary>What is to change in an organisation's policy on inviting; what is not set stays.</summary>
public sealed record CollaborationChanges
{
    public Change<AllowInvitesFrom> AllowInvitesFrom { get; init; }
    public Change<GuestView> GuestView { get; init; }
    public Change<bool> AllowMessagesFromApps { get; init; }
}

/// <summary>Decides who may invite guests and what guests may see. It counts from the next call on.</summary>
public sealed class SetCollaborationPolicy(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, CollaborationChanges changes, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var policy = await db.CollaborationPolicies.SingleOrDefaultAsync(p => p.TenantId == admin.TenantId, ct);
        if (policy is null) db.CollaborationPolicies.Add(policy = new() { TenantId = admin.TenantId });
        if (changes.AllowInvitesFrom.IsSet) policy.AllowInvitesFrom = changes.AllowInvitesFrom.Value;
        if (changes.GuestView.IsSet) policy.GuestView = changes.GuestView.Value;
        if (changes.AllowMessagesFromApps.IsSet) policy.AllowMessagesFromApps = changes.AllowMessagesFromApps.Value;
        db.AuditEntries.Add(admin.Did(clock, Activities.CollaborationChanged, "Policy", "Policy", admin.TenantId, "Authorization Policy",
            AuditDetails.Of(("allowInvitesFrom", policy.AllowInvitesFrom.ToString()), ("guestView", policy.GuestView.ToString()), ("allowMessagesFromApps", policy.AllowMessagesFromApps))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
