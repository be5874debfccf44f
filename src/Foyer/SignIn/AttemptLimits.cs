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

    /// <summary>Asks the same for many keys at once, without counting: those of them that have reached <paramref name="max"/>.</summary>
    public async Task<HashSet<string>> Reached(string purpose, IReadOnlyCollection<string> keys, int max, TimeSpan window, CancellationToken ct)
    {
        var since = clock.UtcNow - window;
        var hashes = keys.ToDictionary(key => HashOf(purpose, key), StringComparer.Ordinal);
        List<string> wanted = [.. hashes.Keys];
        var full = wanted.Count == 0 ? [] : await db.AttemptCounters.Where(c => c.TenantId == Owner && EF.Parameter(wanted).Contains(c.Key) && c.Count >= max && c.WindowStart > since).Select(c => c.Key).ToListAsync(ct);
        return full.Select(hash => hashes[hash]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Counts one in a single statement and answers the problem when it was one too many; so of attempts made at the same time
    /// no more than <paramref name="max"/> get through. The first one too many of a window stands in the audit log under the name <paramref name="who"/>.
    /// </summary>
    public async Task<Problem?> Count(string purpose, string key, int max, TimeSpan window, CancellationToken ct, string? who = null)
    {
        var counted = await Add(purpose, key, 1, window, ct);
        if (counted.Count == max + 1 && who is not null && Owner != Guid.Empty) await Record(purpose, who, ct);
        return counted.Count > max ? TooManyAttempts(counted.WindowStart + window - clock.UtcNow) : null;
    }

    /// <summary>Counts as many of <paramref name="wanted"/> as this window still has room for; and when it ends.</summary>
    public async Task<(int Granted, DateTime Until)> CountSome(string purpose, string key, int wanted, int max, TimeSpan window, CancellationToken ct)
    {
        var counted = await Add(purpose, key, wanted, window, ct);
        var over = Math.Clamp(counted.Count - max, 0, wanted);
        if (over > 0) await TakeBack(purpose, key, ct, over);
        return (wanted - over, counted.WindowStart + window);
    }

    private async Task<Counted> Add(string purpose, string key, int some, TimeSpan window, CancellationToken ct)
    {
        var (hash, now) = (HashOf(purpose, key), clock.UtcNow);
        var since = now - window;
        var counted = (await db.Database.SqlQuery<Counted>($"""
            INSERT INTO "AttemptCounters" ("TenantId", "Key", "WindowStart", "Count") VALUES ({Owner}, {hash}, {now}, {some})
            ON CONFLICT ("TenantId", "Key") DO UPDATE SET
                "Count" = CASE WHEN "AttemptCounters"."WindowStart" <= {since} THEN {some} ELSE "AttemptCounters"."Count" + {some} END,
                "WindowStart" = CASE WHEN "AttemptCounters"."WindowStart" <= {since} THEN {now} ELSE "AttemptCounters"."WindowStart" END
            RETURNING "Count", "WindowStart"
            """).ToListAsync(ct)).Single();
        if (counted.Count == some) await ForgetOld(now, ct);
        return counted;
    }

    private Task<int> Record(string purpose, string who, CancellationToken ct)
    {
        db.AuditEntries.Add(actors.Visitor(who).Did(clock, Activities.LimitReached, "SignIn", "Limit", null, purpose, result: AuditResult.Failure));
        return db.SaveChangesAsync(ct);
    }

    /// <summary>Takes back what was counted beforehand and turned out to be harmless.</summary>
    public Task TakeBack(string purpose, string key, CancellationToken ct, int some = 1)
    {
        var hash = HashOf(purpose, key);
        return db.AttemptCounters.Where(c => c.TenantId == Owner && c.Key == hash && c.Count >= some).ExecuteUpdateAsync(c => c.SetProperty(x => x.Count, x => x.Count - some), ct);
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
