using Foyer.Graph.Query;
using Foyer.Licences;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>subscribedSku</c> (digest 5.6); as there, it can be selected from and not filtered.</summary>
internal static class SkuTable
{
    public static readonly GraphTable<LicenceSku> Table = new GraphTable<LicenceSku>("subscribedSku", "subscribedSkus", s => s.SkuId)
        .Value("accountName", s => s.DisplayName, p => p.Default())
        .Value("accountId", s => s.TenantId, p => p.Default())
        .Value("appliesTo", s => s.AppliesTo, p => p.Default())
        .Value("capabilityStatus", s => s.State, p => p.Default())
        .Value("consumedUnits", s => s.Consumed, p => p.Default())
        .Value("id", s => IdOf(s), p => p.Default())
        .Value("skuId", s => s.SkuId, p => p.Default())
        .Value("skuPartNumber", s => s.PartNumber, p => p.Default())
        .Value("subscriptionIds", s => new[] { s.SubscriptionId }, p => p.Default())
        .Value("prepaidUnits", s => GraphJson.Of(("enabled", s.EnabledSeats), ("suspended", s.SuspendedSeats), ("warning", s.WarningSeats), ("lockedOut", s.LockedOutSeats)), p => p.Default())
        .Value("servicePlans", s => s.Plans.Select(plan => LicenceValues.Plan(plan, enabled: true)).ToList(), p => p.Default());

    public static string IdOf(LicenceSku sku) => $"{sku.TenantId:D}_{sku.SkuId:D}";
}
