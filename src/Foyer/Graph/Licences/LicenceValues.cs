using Foyer.Data;
using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Jobs;
using Foyer.Licences;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Licences as properties of users and groups (digest 5.6), asked once for all rows of an answer.</summary>
internal static class LicenceValues
{
    public static IReadOnlyDictionary<string, object?> Plan(ServicePlan plan, bool enabled) =>
        GraphJson.Of(("servicePlanId", plan.Id), ("servicePlanName", plan.Name), ("provisioningStatus", enabled ? "Success" : "Disabled"), ("appliesTo", plan.AppliesTo));

    /// <summary>What a person can use: of a product that came twice, the plans that either has on.</summary>
    public static Task<IReadOnlyDictionary<Guid, object?>> AssignedLicences(GraphCall call, IReadOnlyList<User> users) => Of(call, users, AssignmentState.Active, held =>
        held.GroupBy(h => h.Sku.SkuId).Select(same => GraphJson.Of(("disabledPlans", Disabled(same)), ("skuId", same.Key))).ToList());

    public static Task<IReadOnlyDictionary<Guid, object?>> AssignedPlans(GraphCall call, IReadOnlyList<User> users) => Of(call, users, AssignmentState.Active, held => held.GroupBy(h => h.Sku.SkuId).SelectMany(same =>
    {
        var (sku, off) = (same.First().Sku, Disabled(same));
        return sku.Plans.Where(p => p.AppliesTo == AppliesTo.User).Select(plan => GraphJson.Of(("assignedDateTime", same.Min(h => h.Licence.GivenAt)),
            ("capabilityStatus", off.Contains(plan.Id) ? "Deleted" : sku.State.ToString()), ("service", plan.Name), ("servicePlanId", plan.Id)));
    }).ToList());

    public static Task<IReadOnlyDictionary<Guid, object?>> States(GraphCall call, IReadOnlyList<User> users) => Of(call, users, null, held => held.Select(h => GraphJson.Of(
        ("skuId", h.Sku.SkuId), ("disabledPlans", h.Licence.DisabledPlans), ("assignedByGroup", h.Licence.IsDirect ? null : h.Licence.SourceId),
        ("state", h.Licence.State), ("error", h.Licence.Error?.ToString() ?? "None"), ("lastUpdatedDateTime", h.Licence.UpdatedAt))).ToList());

    /// <summary>Who can use a product: <c>assignedLicenses/any(x:x/skuId eq …)</c>.</summary>
    public static IQueryable<Guid>? FindUsers(FoyerDb db, IReadOnlyList<AnyTerm> terms)
    {
        if (terms is not [{ Field: "skuId", Beginning: false } term]) return null;
        var sku = Guid.TryParse(term.Value, out var id) ? id : Guid.Empty;
        return db.UserLicences.Where(l => l.SkuId == sku && l.State == AssignmentState.Active).Select(l => l.UserId);
    }

    public static IQueryable<Guid>? FindGroups(FoyerDb db, IReadOnlyList<AnyTerm> terms)
    {
        if (terms is not [{ Field: "skuId", Beginning: false } term]) return null;
        var sku = Guid.TryParse(term.Value, out var id) ? id : Guid.Empty;
        return db.GroupLicences.Where(l => l.SkuId == sku).Select(l => l.GroupId);
    }

    public static async Task<IReadOnlyDictionary<Guid, object?>> OfGroups(GraphCall call, IReadOnlyList<Group> groups)
    {
        var ids = groups.Select(g => g.Id).ToList();
        var rows = await call.Db.GroupLicences.AsNoTracking().Where(l => EF.Parameter(ids).Contains(l.GroupId)).ToListAsync(call.Ct);
        return Every(ids, rows.ToLookup(r => r.GroupId), (_, mine) => mine.Select(l => GraphJson.Of(("disabledPlans", l.DisabledPlans), ("skuId", l.SkuId))).ToList());
    }

    /// <summary>An errand about the group that is still to be done is work that is queued.</summary>
    public static async Task<IReadOnlyDictionary<Guid, object?>> ProcessingOfGroups(GraphCall call, IReadOnlyList<Group> groups)
    {
        var ids = groups.Select(g => g.Id).ToList();
        var queued = await call.Db.Errands.Where(e => EF.Parameter(ids).Contains(e.SubjectId)).Select(e => new { e.SubjectId, Begun = e.LeaseUntil != null }).ToListAsync(call.Ct);
        var licensed = await call.Db.GroupLicences.Where(l => EF.Parameter(ids).Contains(l.GroupId)).Select(l => l.GroupId).Distinct().ToListAsync(call.Ct);
        return Every(ids, queued.ToLookup(e => e.SubjectId), (id, mine) => !licensed.Contains(id) ? null
            : GraphJson.Of(("state", mine.Any(e => e.Begun) ? "ProcessingInProgress" : mine.Any() ? "QueuedForProcessing" : "ProcessingComplete")));
    }

    public static async Task<IReadOnlyDictionary<Guid, object?>> ErrorsOfGroups(GraphCall call, IReadOnlyList<Group> groups)
    {
        var ids = groups.Select(g => g.Id).ToList();
        var failing = await call.Db.UserLicences.Where(l => l.State == AssignmentState.Error && EF.Parameter(ids).Contains(l.SourceId)).Select(l => l.SourceId).Distinct().ToListAsync(call.Ct);
        return ids.ToDictionary(id => id, object? (id) => failing.Contains(id) ? true : null);
    }

    private static Dictionary<Guid, object?> Every<T>(List<Guid> ids, ILookup<Guid, T> rows, Func<Guid, IEnumerable<T>, object?> value) => ids.ToDictionary(id => id, id => value(id, rows[id]));

    private static List<Guid> Disabled(IEnumerable<HeldLicence> same) => [.. same.Select(h => (IEnumerable<Guid>)h.Licence.DisabledPlans).Aggregate((all, one) => all.Intersect(one))];

    /// <summary>A value for every user of the answer, also for those who hold nothing.</summary>
    private static async Task<IReadOnlyDictionary<Guid, object?>> Of(GraphCall call, IReadOnlyList<User> users, AssignmentState? state, Func<IEnumerable<HeldLicence>, object?> value)
    {
        List<Guid> ids = [.. users.Select(u => u.Id)];
        var held = await call.Http.RequestServices.GetRequiredService<ReadLicences>().OfUsers(ids, call.Ct);
        return Every(ids, held.Where(h => state is null || h.Licence.State == state).ToLookup(h => h.Licence.UserId), (_, mine) => value(mine));
    }
}
