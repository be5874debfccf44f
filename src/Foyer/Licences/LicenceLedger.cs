using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Jobs;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>
/// What some people were given and hold, opened to be changed. Whoever opens it holds the organisation's subscriptions until the
/// end of the transaction, so that changes of licences follow one another; that a seat is free is asked once more by the statement
/// that takes it.
/// </summary>
internal sealed class LicenceLedger
{
    private readonly FoyerDb db;
    private readonly TimeProvider clock;
    private readonly Dictionary<Guid, Holder> holders;
    private readonly Dictionary<Guid, int> free;
    private readonly Dictionary<Guid, int> taken = [];

    private LicenceLedger(FoyerDb db, TimeProvider clock, Dictionary<Guid, LicenceSku> skus, Dictionary<Guid, Holder> holders)
    {
        (this.db, this.clock, Skus, this.holders) = (db, clock, skus, holders);
        free = skus.ToDictionary(s => s.Key, s => s.Value.Free);
    }

    public IReadOnlyDictionary<Guid, LicenceSku> Skus { get; }

    /// <summary>Inside the caller's transaction. Unknown users are left out; removed ones come along, to give back what they hold.</summary>
    public static async Task<LicenceLedger> Open(FoyerDb db, TimeProvider clock, IReadOnlyCollection<Guid> userIds, CancellationToken ct)
    {
        await db.HoldLicences(ct);
        var ids = userIds.Distinct().ToList();
        var skus = await db.LicenceSkus.AsNoTracking().ToDictionaryAsync(s => s.SkuId, ct);
        var house = await db.Tenants.Where(t => t.Id == db.CurrentTenantId).Select(t => t.DefaultUsageLocation).SingleAsync(ct);
        var holders = await db.Users.Where(u => EF.Parameter(ids).Contains(u.Id))
            .Select(u => new Holder { Id = u.Id, Name = u.DisplayName, IsLive = u.DeletedAt == null, Location = u.UsageLocation, HouseLocation = u.UsageLocation ?? house })
            .ToDictionaryAsync(h => h.Id, ct);
        foreach (var row in await db.UserLicences.Where(l => EF.Parameter(ids).Contains(l.UserId)).ToListAsync(ct)) holders[row.UserId].Rows.Add(row);
        var given = await (from licence in db.GroupLicences
                           join grp in db.Groups.Live on licence.GroupId equals grp.Id
                           join member in db.GroupMembers on licence.GroupId equals member.GroupId
                           where EF.Parameter(ids).Contains(member.UserId)
                           select new { member.UserId, Licence = licence }).AsNoTracking().ToListAsync(ct);
        foreach (var gift in given.Where(g => holders.ContainsKey(g.UserId))) holders[gift.UserId].Gifts.Add(gift.Licence);
        return new(db, clock, skus, holders);
    }

    public bool HasDirect(Guid userId, Guid skuId) => holders[userId].Rows.Exists(r => r.SkuId == skuId && r.IsDirect);

    public bool HasInherited(Guid userId, Guid skuId) => holders[userId].Rows.Exists(r => r.SkuId == skuId && !r.IsDirect);

    /// <summary>Notes a product as given directly, or with other plans switched off. It counts once <see cref="Settle"/> has judged it.</summary>
    public void Give(Guid userId, Guid skuId, IEnumerable<Guid> disabledPlans)
    {
        var holder = holders[userId];
        holder.IsTouched = true;
        var row = holder.Rows.Find(r => r.SkuId == skuId && r.IsDirect) ?? Add(holder, skuId, userId);
        row.DisabledPlans = [.. disabledPlans.Distinct().Order()];
    }

    public void TakeAway(Guid userId, Guid skuId)
    {
        var holder = holders[userId];
        holder.IsTouched = true;
        Remove(holder, holder.Rows.Single(r => r.SkuId == skuId && r.IsDirect));
    }

    /// <summary>Judges everything again and notes what comes of it; nothing is written yet. Returns what was refused.</summary>
    public IReadOnlyList<Verdict> Settle() => [.. holders.Values.OrderBy(h => h.Id).SelectMany(SettleOne)];

    /// <summary>Writes what changed, with an audit row for each person who gained or lost something. False: somebody else took the last seat.</summary>
    public async Task<bool> Write(Actor actor, SendOnErrands errands, CancellationToken ct)
    {
        foreach (var (sku, count) in taken.Where(t => t.Value != 0).OrderBy(t => t.Key))
        {
            var changed = await db.LicenceSkus
                .Where(s => s.SkuId == sku && s.Consumed + count >= 0 && (count < 0 || s.Consumed + count <= s.EnabledSeats + s.WarningSeats))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Consumed, s => s.Consumed + count), ct);
            if (changed == 0) return false;
            if (count < 0) errands.Add(ErrandKind.SeatsFreed, sku);
        }
        foreach (var holder in holders.Values)
        {
            if (!holder.IsTouched && holder.Gained.Count + holder.Lost.Count + holder.Refused.Count == 0) continue;
            db.AuditEntries.Add(actor.Did(clock, Activities.LicenceChanged, "UserManagement", "User", holder.Id, holder.Name,
                AuditDetails.Of(("given", Names(holder.Gained)), ("taken", Names(holder.Lost)), ("refused", holder.Refused.ConvertAll(r => $"{Skus[r.Claim.SkuId].PartNumber}: {r.Error}"))),
                holder.Refused.Count > 0 ? AuditResult.Failure : AuditResult.Success, holder.Refused.Count > 0 ? holder.Refused[0].Why!.Sentence : null));
        }
        await db.SaveChangesAsync(ct);
        return true;
    }

    private IReadOnlyList<Verdict> SettleOne(Holder holder)
    {
        var before = holder.Rows.ToDictionary(r => (r.SkuId, r.SourceId), r => (r.State, r.Error));
        var held = holder.HeldBefore;
        TakeUpGifts(holder);
        var verdicts = holder.IsLive ? Judge(holder, held) : [];
        foreach (var row in holder.Rows)
        {
            var error = verdicts.FirstOrDefault(v => v.Claim.SkuId == row.SkuId && v.Claim.SourceId == row.SourceId)?.Error;
            var state = !holder.IsLive ? AssignmentState.Disabled : error is null ? AssignmentState.Active : AssignmentState.Error;
            var news = !before.TryGetValue((row.SkuId, row.SourceId), out var was) || was != (state, error);
            if (news) (row.State, row.Error, row.UpdatedAt) = (state, error, clock.GetUtcNow().UtcDateTime);
            if (news && error is not null) holder.Refused.Add(verdicts.First(v => v.Claim.SkuId == row.SkuId && v.Claim.SourceId == row.SourceId));
        }

        var now = holder.Rows.Where(r => r.State == AssignmentState.Active).Select(r => r.SkuId).ToHashSet();
        holder.Gained.AddRange(now.Except(held).Order());
        holder.Lost.AddRange(held.Except(now).Order());
        foreach (var sku in holder.Gained) Seat(sku, 1);
        foreach (var sku in holder.Lost) Seat(sku, -1);
        return [.. verdicts.Where(v => v.Error is not null)];
    }

    /// <summary>Seats that this person would need and that are not there are found one product after the other: what depended on it falls with it.</summary>
    private IReadOnlyList<Verdict> Judge(Holder holder, HashSet<Guid> held)
    {
        var claims = holder.Rows.ConvertAll(r => new Claim(r.SkuId, r.SourceId, r.DisabledPlans)
        {
            Location = r.IsDirect ? holder.Location : holder.HouseLocation,
            Held = r.State == AssignmentState.Active,
            Direct = r.IsDirect,
            GivenAt = r.GivenAt,
        });
        var exhausted = new HashSet<Guid>();
        while (true)
        {
            var verdicts = JudgeLicences.Run(claims, Skus, exhausted);
            var missing = verdicts.Where(v => v.Error is null).Select(v => v.Claim.SkuId).Distinct().Where(sku => !held.Contains(sku) && free[sku] <= 0).ToList();
            if (missing.Count == 0) return verdicts;
            exhausted.Add(missing[0]);
        }
    }

    /// <summary>What groups give becomes rows; what no group gives any more goes.</summary>
    private void TakeUpGifts(Holder holder)
    {
        foreach (var row in holder.Rows.Where(r => !r.IsDirect && (!holder.IsLive || !holder.Gifts.Exists(g => g.GroupId == r.SourceId && g.SkuId == r.SkuId))).ToList()) Remove(holder, row);
        if (!holder.IsLive) return;
        foreach (var gift in holder.Gifts)
        {
            var row = holder.Rows.Find(r => r.SkuId == gift.SkuId && r.SourceId == gift.GroupId) ?? Add(holder, gift.SkuId, gift.GroupId);
            if (row.Version != gift.Version) (row.Version, row.DisabledPlans) = (gift.Version, [.. gift.DisabledPlans]);
        }
    }

    private UserLicence Add(Holder holder, Guid skuId, Guid sourceId)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        // Not active yet: whether it gets a seat is seen when everything is judged.
        var row = new UserLicence { TenantId = db.CurrentTenantId, UserId = holder.Id, SkuId = skuId, SourceId = sourceId, State = AssignmentState.Disabled, GivenAt = now, UpdatedAt = now };
        holder.Rows.Add(row);
        db.UserLicences.Add(row);
        return row;
    }

    private void Remove(Holder holder, UserLicence row)
    {
        holder.Rows.Remove(row);
        holder.Removed.Add(row);
        db.UserLicences.Remove(row);
    }

    private void Seat(Guid sku, int count)
    {
        taken[sku] = taken.GetValueOrDefault(sku) + count;
        free[sku] -= count;
    }

    private List<string> Names(List<Guid> skus) => skus.ConvertAll(s => Skus[s].PartNumber);

    private sealed class Holder
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required bool IsLive { get; init; }
        public required string? Location { get; init; }
        public required string? HouseLocation { get; init; }
        /// <summary>Somebody gave or took something directly, which is audited even when nothing comes of it.</summary>
        public bool IsTouched { get; set; }
        public List<UserLicence> Rows { get; } = [];
        public List<UserLicence> Removed { get; } = [];
        public List<GroupLicence> Gifts { get; } = [];
        public List<Guid> Gained { get; } = [];
        public List<Guid> Lost { get; } = [];
        public List<Verdict> Refused { get; } = [];

        /// <summary>Products of which a seat is held, also by rows that are to go.</summary>
        public HashSet<Guid> HeldBefore => [.. Rows.Concat(Removed).Where(r => r.State == AssignmentState.Active).Select(r => r.SkuId)];
    }
}

internal static class HeldLicences
{
    extension(FoyerDb db)
    {
        /// <summary>Lets one transaction of the tenant at a time change licences. SQLite has one writer anyway.</summary>
        public async Task HoldLicences(CancellationToken ct)
        {
            if (db.IsPostgres) await db.Database.ExecuteSqlAsync($"""SELECT 1 FROM "LicenceSkus" WHERE "TenantId" = {db.CurrentTenantId} ORDER BY "SkuId" FOR UPDATE""", ct);
        }
    }
}
