using Foyer.Web;

namespace Foyer.Licences;

/// <summary>What somebody was given, as far as it matters for judging it.</summary>
public sealed record Claim(Guid SkuId, Guid SourceId, IReadOnlyCollection<Guid> DisabledPlans)
{
    /// <summary>Where the person uses it: their own country, or for what a group gives the organisation's when they have none.</summary>
    public string? Location { get; init; }
    /// <summary>Who has something keeps it, when a newcomer does not go with it.</summary>
    public bool Held { get; init; }
    public bool Direct { get; init; }
    public DateTime GivenAt { get; init; }
}

/// <summary>What came of a claim; <see cref="Why"/> says it in Graph's words.</summary>
public sealed record Verdict(Claim Claim, AssignmentError? Error, Problem? Why);

/// <summary>
/// Judges everything that one person was given, all at once: usage location, plans that exclude each other, plans that need
/// others. Pure; seats are the store's business, and come in as what is exhausted.
/// </summary>
public static class JudgeLicences
{
    /// <summary>A verdict for each claim. What is held counts before what is new, what is direct before what a group gives, older before younger.</summary>
    public static IReadOnlyList<Verdict> Run(IEnumerable<Claim> claims, IReadOnlyDictionary<Guid, LicenceSku> skus, IReadOnlySet<Guid> exhausted)
    {
        var waiting = claims.OrderByDescending(c => c.Held).ThenByDescending(c => c.Direct).ThenBy(c => c.GivenAt).ThenBy(c => c.SkuId).ThenBy(c => c.SourceId).ToList();
        var enabled = new Dictionary<Guid, (ServicePlan Plan, Guid SkuId)>();
        var verdicts = new List<Verdict>();
        var last = new Dictionary<Claim, Verdict>();
        // What needs another plan waits until that was accepted, so claims are gone through until nothing changes any more.
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var claim in waiting.ToList())
            {
                var verdict = Judge(claim, skus[claim.SkuId], enabled, exhausted);
                last[claim] = verdict;
                if (verdict.Error is not null) continue;
                foreach (var plan in PlansOf(claim, skus[claim.SkuId])) enabled.TryAdd(plan.Id, (plan, claim.SkuId));
                verdicts.Add(verdict);
                waiting.Remove(claim);
                moved = true;
            }
        }

        verdicts.AddRange(waiting.Select(claim => last[claim]));
        return verdicts;
    }

    public static IEnumerable<ServicePlan> PlansOf(Claim claim, LicenceSku sku) => sku.Plans.Where(p => p.AppliesTo == AppliesTo.User && !claim.DisabledPlans.Contains(p.Id));

    private static Verdict Judge(Claim claim, LicenceSku sku, Dictionary<Guid, (ServicePlan Plan, Guid SkuId)> enabled, IReadOnlySet<Guid> exhausted)
    {
        if (claim.Location is null || sku.ProhibitedIn.Contains(claim.Location, StringComparer.OrdinalIgnoreCase))
            return new(claim, AssignmentError.ProhibitedInUsageLocationViolation, LicenceProblems.BadLocation);

        var own = PlansOf(claim, sku).ToList();
        // The plans of one product go together; whoever sells it has seen to that.
        var rivals = from plan in own
                     from other in enabled.Values
                     where other.SkuId != sku.SkuId && (plan.Excludes.Contains(other.Plan.Id) || other.Plan.Excludes.Contains(plan.Id))
                     select (Guid[])[plan.Id, other.Plan.Id];
        if (rivals.FirstOrDefault() is { } pair) return new(claim, AssignmentError.MutuallyExclusiveViolation, LicenceProblems.Exclusive(pair));
        foreach (var plan in own.Where(p => p.DependsOn.Count > 0))
        {
            if (!plan.DependsOn.Any(need => enabled.ContainsKey(need) || own.Exists(p => p.Id == need)))
                return new(claim, AssignmentError.DependencyViolation, LicenceProblems.Depends(plan.Id, plan.DependsOn));
        }

        return exhausted.Contains(sku.SkuId) ? new(claim, AssignmentError.CountViolation, LicenceProblems.NoSeats(sku.SkuId)) : new(claim, null, null);
    }
}
