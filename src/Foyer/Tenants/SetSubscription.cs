using Foyer.Audit;
using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tenants;

/// <summary>Gives the current organisation another tier. Only the operator does this; what a tier was used for stays when it ends.</summary>
public sealed class SetSubscription(FoyerDb db, TimeProvider clock)
{
    /// <summary>In the caller's transaction; the audit row is added, not yet saved. False when the tier was that already.</summary>
    public async Task<bool> Run(SystemActor hand, Subscription tier, CancellationToken ct)
    {
        var before = await db.Tenants.Where(t => t.Id == hand.TenantId).Select(t => new { t.Subscription, t.DisplayName }).SingleAsync(ct);
        if (await db.Tenants.Where(t => t.Id == hand.TenantId && t.Subscription != tier).ExecuteUpdateAsync(set => set.SetProperty(t => t.Subscription, tier), ct) == 0) return false;
        db.AuditEntries.Add(hand.Did(clock, Activities.SubscriptionSet, "DirectoryManagement", "Tenant", hand.TenantId, before.DisplayName,
            AuditDetails.Of(("from", before.Subscription.ToString()), ("to", tier.ToString()))));
        return true;
    }
}
