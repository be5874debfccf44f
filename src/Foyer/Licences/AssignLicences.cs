using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>A product to give, with the plans of it that stay switched off.</summary>
public sealed record LicenceGift(Guid SkuId, IReadOnlyList<Guid> DisabledPlans)
{
    public LicenceGift(Guid skuId) : this(skuId, []) { }
}

/// <summary>What to give and what to take away, all of it or nothing (Graph's <c>assignLicense</c>).</summary>
public sealed record LicenceWish(IReadOnlyList<LicenceGift> Add, IReadOnlyList<Guid> Remove);

/// <summary>Gives licences to a member or guest directly, and takes them away.</summary>
public sealed class AssignLicences(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    /// <summary>What cannot be had, or would leave something that the person holds without what it needs, means that nothing changes.</summary>
    public async Task<Result<Done>> Run(LicenceManager manager, Guid userId, LicenceWish wish, CancellationToken ct)
    {
        if (wish.Add.Count + wish.Remove.Count == 0) return LicenceProblems.NothingAsked;
        if (!await db.Users.Live.AnyAsync(u => u.Id == userId, ct)) return LicenceProblems.NoSuchUser;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ledger = await LicenceLedger.Open(db, clock, [userId], ct);
        if (Note(ledger, userId, wish) is { } wrong) return Undone(wrong);
        var asked = wish.Add.Select(g => g.SkuId).ToHashSet();
        foreach (var refused in ledger.Settle())
        {
            // What was refused before and has nothing to do with this wish stays as it was.
            if (refused.Claim.Held || (refused.Claim.Direct && asked.Contains(refused.Claim.SkuId))) return Undone(refused.Why!);
        }
        if (!await ledger.Write(manager, errands, ct)) return Undone(LicenceProblems.NoSeats(wish.Add[0].SkuId));
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }

    private static Problem? Note(LicenceLedger ledger, Guid userId, LicenceWish wish)
    {
        foreach (var sku in wish.Remove.Distinct())
        {
            if (!ledger.Skus.ContainsKey(sku)) return LicenceProblems.Unknown(sku);
            if (!ledger.HasDirect(userId, sku)) return ledger.HasInherited(userId, sku) ? LicenceProblems.Inherited : LicenceProblems.NotHeld;
            ledger.TakeAway(userId, sku);
        }
        foreach (var gift in wish.Add)
        {
            if (ledger.Skus.ProblemOf(gift) is { } wrong) return wrong;
            ledger.Give(userId, gift.SkuId, gift.DisabledPlans);
        }
        return null;
    }

    private Problem Undone(Problem problem)
    {
        db.ChangeTracker.Clear();
        return problem;
    }
}

internal static class Gifts
{
    extension(IReadOnlyDictionary<Guid, LicenceSku> skus)
    {
        /// <summary>What is wrong with a gift by itself, whoever gets it.</summary>
        public Problem? ProblemOf(LicenceGift gift)
        {
            if (!skus.TryGetValue(gift.SkuId, out var sku) || sku.State == SkuState.Deleted) return LicenceProblems.Unknown(gift.SkuId);
            if (sku.AppliesTo != AppliesTo.User) return LicenceProblems.NotForUsers(gift.SkuId);
            var strange = gift.DisabledPlans.Except(sku.Plans.Select(p => p.Id)).ToList();
            return strange.Count > 0 ? LicenceProblems.NoSuchPlan(gift.SkuId, strange) : null;
        }
    }
}
