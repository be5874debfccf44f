using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Jobs;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>
/// Brings what people hold in line with what they were given, after something changed. It looks for differences and removes them,
/// in transactions of a few hundred people, so it can stop anywhere, begin again, and be done twice.
/// </summary>
public sealed class SettleLicences(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    private const int AtOnce = 500;

    /// <summary>One person came, went, or lives elsewhere now.</summary>
    public async Task User(Actor actor, Guid userId, CancellationToken ct)
    {
        if (!await db.Users.AnyAsync(u => u.Id == userId, ct))
        {
            await Recount(ct);
            return;
        }
        var groups = db.GroupLicences.Select(l => l.GroupId);
        if (await db.UserLicences.AnyAsync(l => l.UserId == userId, ct) || await db.GroupMembers.AnyAsync(m => m.UserId == userId && groups.Contains(m.GroupId), ct))
            await Settle(actor, [userId], ct);
    }

    /// <summary>Members that came without what the group gives, and those that have it from the group and should not.</summary>
    public async Task Group(Actor actor, Guid groupId, CancellationToken ct)
    {
        var (licences, members, live, mine) = (db.GroupLicences, db.GroupMembers, db.Groups.Live, db.UserLicences);
        var lacking = from licence in db.GroupLicences
                      where licence.GroupId == groupId && live.Any(g => g.Id == groupId)
                      from member in members
                      where member.GroupId == groupId && !mine.Any(l => l.UserId == member.UserId && l.SkuId == licence.SkuId && l.SourceId == groupId && l.Version == licence.Version)
                      join user in db.Users.Live on member.UserId equals user.Id
                      select member.UserId;
        var left = db.UserLicences.Where(l => l.SourceId == groupId
                && (!live.Any(g => g.Id == groupId) || !licences.Any(g => g.GroupId == groupId && g.SkuId == l.SkuId) || !members.Any(m => m.GroupId == groupId && m.UserId == l.UserId)))
            .Select(l => l.UserId);
        // Who leaves first: their seats are for those who come.
        foreach (var some in (IQueryable<Guid>[])[left, lacking])
        {
            while (await some.Distinct().OrderBy(id => id).Take(AtOnce).ToListAsync(ct) is { Count: > 0 } ids) await Settle(actor, ids, ct);
        }
    }

    /// <summary>Seats came free: those who waited longest get them.</summary>
    public async Task Seats(Actor actor, Guid skuId, CancellationToken ct)
    {
        while (true)
        {
            var free = await db.LicenceSkus.AsNoTracking().Where(s => s.SkuId == skuId).SingleOrDefaultAsync(ct) is { } sku ? sku.Free : 0;
            var waiting = db.UserLicences.Where(l => l.SkuId == skuId && l.State == AssignmentState.Error && l.Error == AssignmentError.CountViolation);
            if (free == 0 || await waiting.OrderBy(l => l.UpdatedAt).ThenBy(l => l.UserId).Select(l => l.UserId).Take(Math.Min(free, AtOnce)).ToListAsync(ct) is not { Count: > 0 } ids) return;
            await Settle(actor, [.. ids.Distinct()], ct);
            // Whoever still waits waits for something else: going on would turn in a circle.
            if (await waiting.AnyAsync(l => l.UserId == ids[0], ct)) return;
        }
    }

    /// <summary>Somebody was deleted for good before their seats were given back, and their rows are gone with them: the seats are counted anew.</summary>
    private async Task Recount(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldLicences(ct);
        var licences = db.UserLicences;
        await db.LicenceSkus.ExecuteUpdateAsync(set => set.SetProperty(s => s.Consumed, s => licences.Where(l => l.SkuId == s.SkuId && l.State == AssignmentState.Active).Select(l => l.UserId).Distinct().Count()), ct);
        errands.Add(ErrandKind.SeatsFreed, await db.LicenceSkus.Select(s => s.SkuId).ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task Settle(Actor actor, List<Guid> ids, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ledger = await LicenceLedger.Open(db, clock, ids, ct);
        ledger.Settle();
        // The subscriptions are held, so the seats are those that were counted; a refusal would be a mistake of ours.
        if (!await ledger.Write(actor, errands, ct)) throw new InvalidOperationException("A seat that was counted as free is not.");
        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }
}
