using Foyer.Data;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>How a product is used: seats, who sits on them, and who waits with which problem.</summary>
public sealed record SkuUse(LicenceSku Sku, int Groups, IReadOnlyDictionary<AssignmentError, int> Refused);

/// <summary>Somebody who was given a product, once for each way it came to them.</summary>
public sealed record HolderRow(Guid UserId, string Name, string Address, UserType Type, AssignmentState State, AssignmentError? Error, Guid? GroupId, string? Group, DateTime GivenAt, string? Location);

/// <summary>A product that a person was given. <see cref="Group"/> names the group that gave it; null: directly.</summary>
public sealed record HeldLicence(UserLicence Licence, LicenceSku Sku, string? Group);

/// <summary>Reads subscriptions and who holds them.</summary>
public sealed class ReadLicences(FoyerDb db)
{
    public async Task<List<SkuUse>> Skus(CancellationToken ct)
    {
        var skus = await db.LicenceSkus.AsNoTracking().OrderBy(s => s.DisplayName).ThenBy(s => s.SkuId).ToListAsync(ct);
        var groups = await db.GroupLicences.GroupBy(l => l.SkuId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var refused = await db.UserLicences.Where(l => l.State == AssignmentState.Error).GroupBy(l => new { l.SkuId, l.Error }).Select(g => new { g.Key.SkuId, g.Key.Error, Count = g.Count() }).ToListAsync(ct);
        return skus.ConvertAll(s => new SkuUse(s, groups.GetValueOrDefault(s.SkuId), refused.Where(r => r.SkuId == s.SkuId && r.Error is not null).ToDictionary(r => r.Error!.Value, r => r.Count)));
    }

    public async Task<SkuUse?> Sku(Guid skuId, CancellationToken ct) => (await Skus(ct)).Find(s => s.Sku.SkuId == skuId);

    /// <summary>Holders in the order of their ids from <paramref name="after"/> on, every row of a person together; at least <paramref name="take"/> people.</summary>
    public async Task<List<HolderRow>> Holders(Guid skuId, bool refusedOnly, Guid after, int take, CancellationToken ct)
    {
        var rows = db.UserLicences.Where(l => l.SkuId == skuId && l.State != AssignmentState.Disabled && (!refusedOnly || l.State == AssignmentState.Error));
        var people = await rows.Where(l => l.UserId > after).Select(l => l.UserId).Distinct().OrderBy(id => id).Take(take).ToListAsync(ct);
        return await (from licence in rows
                      where EF.Parameter(people).Contains(licence.UserId)
                      join user in db.Users on licence.UserId equals user.Id
                      join source in db.Groups on licence.SourceId equals source.Id into sources
                      from grp in sources.DefaultIfEmpty()
                      orderby user.Id, grp == null ? 0 : 1, licence.SourceId
                      select new HolderRow(user.Id, user.DisplayName, user.Mail ?? user.UserPrincipalName, user.UserType, licence.State, licence.Error,
                          grp == null ? null : grp.Id, grp == null ? null : grp.DisplayName, licence.GivenAt, user.UsageLocation)).ToListAsync(ct);
    }

    public Task<List<HeldLicence>> OfUser(Guid userId, CancellationToken ct) => OfUsers([userId], ct);

    public async Task<List<HeldLicence>> OfUsers(IReadOnlyCollection<Guid> userIds, CancellationToken ct) =>
        (await (from licence in db.UserLicences.AsNoTracking()
                where EF.Parameter(userIds).Contains(licence.UserId)
                join sku in db.LicenceSkus.AsNoTracking() on licence.SkuId equals sku.SkuId
                join source in db.Groups on licence.SourceId equals source.Id into sources
                from grp in sources.DefaultIfEmpty()
                orderby sku.DisplayName, licence.GivenAt
                select new { licence, sku, Group = grp == null ? null : grp.DisplayName }).ToListAsync(ct)).ConvertAll(r => new HeldLicence(r.licence, r.sku, r.Group));

    public async Task<List<(GroupLicence Licence, LicenceSku Sku)>> OfGroup(Guid groupId, CancellationToken ct) =>
        (await (from licence in db.GroupLicences.AsNoTracking()
                where licence.GroupId == groupId
                join sku in db.LicenceSkus.AsNoTracking() on licence.SkuId equals sku.SkuId
                orderby sku.DisplayName
                select new { licence, sku }).ToListAsync(ct)).ConvertAll(r => (r.licence, r.sku));
}
