using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>
/// Lets a group give licences to its own members (those of groups inside it get none, as in Entra). The members follow in the
/// background (<see cref="FollowChanges"/>): a group may have a million of them.
/// </summary>
public sealed class AssignGroupLicences(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    public async Task<Result<Done>> Run(LicenceManager manager, Guid groupId, LicenceWish wish, CancellationToken ct)
    {
        if (wish.Add.Count + wish.Remove.Count == 0) return LicenceProblems.NothingAsked;
        if (await db.Groups.Live.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return LicenceProblems.NoSuchGroup;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.HoldLicences(ct);
        var skus = await db.LicenceSkus.AsNoTracking().ToDictionaryAsync(s => s.SkuId, ct);
        var rows = await db.GroupLicences.Where(l => l.GroupId == groupId).ToListAsync(ct);
        if (Note(manager, groupId, wish, skus, rows) is { } wrong)
        {
            db.ChangeTracker.Clear();
            return wrong;
        }
        errands.Add(ErrandKind.GroupChanged, groupId);
        db.AuditEntries.Add(manager.Did(clock, Activities.GroupLicenceChanged, "GroupManagement", "Group", groupId, name,
            AuditDetails.Of(("given", wish.Add.Select(g => skus[g.SkuId].PartNumber)), ("taken", wish.Remove.Select(s => skus[s].PartNumber)))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }

    private Problem? Note(LicenceManager manager, Guid groupId, LicenceWish wish, Dictionary<Guid, LicenceSku> skus, List<GroupLicence> rows)
    {
        foreach (var sku in wish.Remove.Distinct())
        {
            if (!skus.ContainsKey(sku)) return LicenceProblems.Unknown(sku);
            if (rows.Find(r => r.SkuId == sku) is not { } row) return LicenceProblems.GroupHasNot;
            db.GroupLicences.Remove(row);
            rows.Remove(row);
        }
        foreach (var gift in wish.Add)
        {
            if (skus.ProblemOf(gift) is { } wrong) return wrong;
            List<Guid> disabled = [.. gift.DisabledPlans.Distinct().Order()];
            if (rows.Find(r => r.SkuId == gift.SkuId) is { } row) (row.DisabledPlans, row.Version) = (disabled, row.Version + 1);
            else db.GroupLicences.Add(new() { TenantId = manager.TenantId, GroupId = groupId, SkuId = gift.SkuId, DisabledPlans = disabled, Version = 1, GivenAt = clock.UtcNow });
        }
        return null;
    }
}
