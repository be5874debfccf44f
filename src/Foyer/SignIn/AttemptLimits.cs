using System.Security.Cryptography;
using System.Text;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>
/// Counts what must not happen too often (security rule 18) in windows of time, in the store, so that every process counts
/// together. Counters belong to the current tenant, or to nobody when none is set.
/// </summary>
public sealed class AttemptLimits(FoyerDb db, CurrentTenant tenant, ResolveActor actors, TimeProvider clock)
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(2);

    private Guid Owner => tenant.Filter;

    /// <summary>Asks without counting: the problem (429 with Retry-After) when <paramref name="max"/> is reached in this window, else null.</summary>
    public async Task<Problem?> TooMany(string purpose, string key, int max, TimeSpan window, CancellationToken ct)
    {
        var (hash, now) = (HashOf(purpose, key), clock.UtcNow);
        var since = now - window;
        var counter = await db.AttemptCounters.AsNoTracking().Where(c => c.TenantId == Owner && c.Key == hash && c.WindowStart > since).SingleOrDefaultAsync(ct);
        return counter?.Count >= max ? TooManyAttempts(counter.WindowStart + window - now) : null;
    }

    /// <summary>
    /// Counts one in a single statement and answers the problem when it was one too many; so of attempts made at the same time
    /// no more than <paramref name="max"/> get through. The first one too many of a window stands in the audit log under the name <paramref name="who"/>.
    /// </summary>
    public async Task<Problem?> Count(string purpose, string key, int max, TimeSpan window, CancellationToken ct, string? who = null)
    {
        var (hash, now) = (HashOf(purpose, key), clock.UtcNow);
        var since = now - window;
        var counted = (await db.Database.SqlQuery<Counted>($"""
            INSERT INTO "AttemptCounters" ("TenantId", "Key", "WindowStart", "Count") VALUES ({Owner}, {hash}, {now}, 1)
            ON CONFLICT ("TenantId", "Key") DO UPDATE SET
                "Count" = CASE WHEN "AttemptCounters"."WindowStart" <= {since} THEN 1 ELSE "AttemptCounters"."Count" + 1 END,
                "WindowStart" = CASE WHEN "AttemptCounters"."WindowStart" <= {since} THEN {now} ELSE "AttemptCounters"."WindowStart" END
            RETURNING "Count", "WindowStart"
            """).ToListAsync(ct)).Single();
        if (counted.Count == 1) await ForgetOld(now, ct);
        if (counted.Count == max + 1 && who is not null && Owner != Guid.Empty) await Record(purpose, who, ct);
        return counted.Count > max ? TooManyAttempts(counted.WindowStart + window - now) : null;
    }

    private Task<int> Record(string purpose, string who, CancellationToken ct)
    {
        db.AuditEntries.Add(actors.Visitor(who).Did(clock, Activities.LimitReached, "SignIn", "Limit", null, purpose, result: AuditResult.Failure));
        return db.SaveChangesAsync(ct);
    }

    /// <summary>Takes back one that was counted beforehand and turned out to be harmless.</summary>
    public Task TakeBack(string purpose, string key, CancellationToken ct)
    {
        var hash = HashOf(purpose, key);
        return db.AttemptCounters.Where(c => c.TenantId == Owner && c.Key == hash && c.Count > 0).ExecuteUpdateAsync(c => c.SetProperty(x => x.Count, x => x.Count - 1), ct);
    }

    // Windows decide what counts; this only keeps the table small, so a sample of the new windows pays for it.
    private async Task ForgetOld(DateTime now, CancellationToken ct)
    {
        if (RandomNumberGenerator.GetInt32(64) != 0) return;
        var old = now - LongestWindow;
        await db.AttemptCounters.Where(c => c.TenantId == Owner && c.WindowStart < old).ExecuteDeleteAsync(ct);
    }

    private static string HashOf(string purpose, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"foyer.limit.{purpose}.{key}")));

    private static Problem TooManyAttempts(TimeSpan wait) =>
        new(ProblemKind.TooMany, "tooManyAttempts", "That was tried too often. Wait a little, then try again.") { RetryAfter = wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1) };

    private sealed record Counted(int Count, DateTime WindowStart);
}
