using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>A subscription as the operator wants it; <c>Sku</c> stands for the product in the catalogue.</summary>
public sealed record SkuWish(Guid SkuId, string PartNumber, string DisplayName)
{
    public AppliesTo AppliesTo { get; init; }
    public SkuState State { get; init; }
    public int EnabledSeats { get; init; }
    public int WarningSeats { get; init; }
    public int SuspendedSeats { get; init; }
    public int LockedOutSeats { get; init; }
    public IReadOnlyList<ServicePlan> Plans { get; init; } = [];
    public IReadOnlyList<string> ProhibitedIn { get; init; } = [];

    /// <summary>All seats in the bucket that belongs to a state.</summary>
    public SkuWish With(int seats, SkuState state) => this with
    {
        State = state,
        EnabledSeats = state == SkuState.Enabled ? seats : 0,
        WarningSeats = state == SkuState.Warning ? seats : 0,
        SuspendedSeats = state == SkuState.Suspended ? seats : 0,
        LockedOutSeats = state == SkuState.LockedOut ? seats : 0,
    };
}

/// <summary>Gives the current organisation a subscription, or changes one. Only the operator does this; who holds a seat keeps it, also when there are fewer seats now.</summary>
public sealed class SetSku(FoyerDb db, CurrentTenant tenant, SendOnErrands errands, TimeProvider clock)
{
    private const int SeatsAtFirst = 25;

    /// <summary>In the caller's transaction. A part number stands for one product only.</summary>
    public async Task<Result<LicenceSku>> Run(Actor hand, SkuWish wish, CancellationToken ct)
    {
        await db.HoldLicences(ct);
        if (await db.LicenceSkus.AnyAsync(s => s.PartNumber == wish.PartNumber && s.SkuId != wish.SkuId, ct)) return LicenceProblems.Catalogue(wish.PartNumber, "another product of this organisation has this part number.");
        var sku = await db.LicenceSkus.SingleOrDefaultAsync(s => s.SkuId == wish.SkuId, ct);
        if (sku is null)
        {
            sku = new LicenceSku { TenantId = tenant.Id, SkuId = wish.SkuId, SubscriptionId = Ids.New(clock), PartNumber = wish.PartNumber, DisplayName = wish.DisplayName, CreatedAt = clock.UtcNow };
            db.LicenceSkus.Add(sku);
        }
        var before = sku.Seats;
        (sku.PartNumber, sku.DisplayName, sku.AppliesTo, sku.State) = (wish.PartNumber, wish.DisplayName, wish.AppliesTo, wish.State);
        (sku.EnabledSeats, sku.WarningSeats, sku.SuspendedSeats, sku.LockedOutSeats) = (wish.EnabledSeats, wish.WarningSeats, wish.SuspendedSeats, wish.LockedOutSeats);
        (sku.Plans, sku.ProhibitedIn) = ([.. wish.Plans], [.. wish.ProhibitedIn]);

        if (sku.Seats > before) errands.Add(ErrandKind.SeatsFreed, sku.SkuId);
        db.AuditEntries.Add(hand.Did(clock, Activities.SkuChanged, "DirectoryManagement", "SubscribedSku", sku.SkuId, sku.PartNumber,
            AuditDetails.Of(("state", sku.State.ToString()), ("enabled", sku.EnabledSeats), ("warning", sku.WarningSeats), ("suspended", sku.SuspendedSeats), ("lockedOut", sku.LockedOutSeats))));
        await db.SaveChangesAsync(ct);
        return sku;
    }

    /// <summary>The seats that come with a tier of Foyer; those of the other tiers are suspended, and who held one holds it on.</summary>
    public async Task GiveTier(Actor hand, SkuWish? tier, int? seats, CancellationToken ct)
    {
        foreach (var known in (SkuWish[])[KnownSkus.Basic, KnownSkus.Premium])
        {
            var there = await db.LicenceSkus.AsNoTracking().SingleOrDefaultAsync(s => s.SkuId == known.SkuId, ct);
            var had = there is null ? SeatsAtFirst : there.EnabledSeats + there.WarningSeats + there.SuspendedSeats + there.LockedOutSeats;
            if (known == tier && (seats ?? had, SkuState.Enabled) is var (wanted, state) && (there is null || there.State != state || there.Seats != wanted)) await Run(hand, known.With(wanted, state), ct);
            else if (known != tier && there is { CanBeGiven: true }) await Run(hand, known.With(had, SkuState.Suspended), ct);
        }
    }
}
