using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tenants;

/// <summary>
/// What an organisation's subscription lets it do (digest 1.6): the one place that knows which benefit needs which tier. It is asked
/// each time, so a subscription that ends switches its benefits off at once and loses nothing of what they were used for.
/// </summary>
public sealed class Benefits(FoyerDb db, FoyerOptions options)
{
    /// <summary>An operator who wants no tiers gives every organisation the same one (<c>Foyer:Subscription:EveryTenant</c>).</summary>
    private readonly Subscription? everybodys = Enum.TryParse<Subscription>(options.Subscription.EveryTenant, out var tier) ? tier : null;

    /// <summary>The tier that counts.</summary>
    public Subscription TierOf(Tenant tenant) => everybodys ?? tenant.Subscription;

    public bool MayAssignGroupsToApps(Tenant tenant) => TierOf(tenant) is Subscription.Basic or Subscription.Premium;

    public bool MayBrand(Tenant tenant) => TierOf(tenant) is Subscription.Basic or Subscription.Premium;

    /// <summary>The current tenant if groups open apps there, no row otherwise: the same question inside a query.</summary>
    public IQueryable<Tenant> WhereGroupsOpenApps
    {
        get
        {
            var (here, tier) = (db.CurrentTenantId, everybodys);
            return db.Tenants.Where(t => t.Id == here && (tier ?? t.Subscription) != Subscription.Free);
        }
    }

    public Task<bool> MayAssignGroupsToApps(CancellationToken ct) => WhereGroupsOpenApps.AnyAsync(ct);
}

internal static class TenantProblems
{
    public static readonly Problem GroupsNeedPaid = new(ProblemKind.Forbidden, "tenants.groups_need_paid",
        "Assigning groups to apps needs Basic or Premium. Assign people one by one, or ask whoever runs this server for a subscription.");
    public static readonly Problem BrandingNeedsPaid = new(ProblemKind.Forbidden, "tenants.branding_needs_paid",
        "Company branding needs Basic or Premium. Ask whoever runs this server for a subscription.");
}
