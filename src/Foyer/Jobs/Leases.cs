using System.Globalization;
using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Jobs;

/// <summary>
/// Takes due rows for one worker. A lease is a promise with an end: whoever dies on it loses it to the next, so handlers must
/// be safe to repeat. On PostgreSQL workers skip rows that others are just taking; SQLite has one writer anyway.
/// </summary>
internal static class Leases
{
    /// <summary>Claims up to <paramref name="count"/> rows of every tenant for which <paramref name="due"/> (SQL over the row's own columns) holds.</summary>
    public static async Task<List<T>> Claim<T>(FoyerDb db, string due, int count, TimeSpan lease, Guid worker, TimeProvider clock, CancellationToken ct)
        where T : class, ILeased
    {
        var table = db.Model.FindEntityType(typeof(T))!.GetTableName();
        var skip = db.IsPostgres ? "FOR UPDATE SKIP LOCKED" : "";
        var now = clock.GetUtcNow().UtcDateTime;
        var sql = string.Create(CultureInfo.InvariantCulture, $$"""
            UPDATE "{{table}}" SET "LeaseUntil" = {0}, "LeasedBy" = {1}
            WHERE ("TenantId", "Id") IN (
                SELECT "TenantId", "Id" FROM "{{table}}"
                WHERE {{due}} AND "NotBefore" <= {2} AND ("LeaseUntil" IS NULL OR "LeaseUntil" < {2})
                ORDER BY "NotBefore" LIMIT {3} {{skip}})
            RETURNING *
            """);
        return await db.Set<T>().FromSqlRaw(sql, now + lease, worker, now, count).AcrossTenants().AsNoTracking().ToListAsync(ct);
    }

    /// <summary>Holds on to rows while working on them; false when the lease was lost and the work must stop.</summary>
    public static async Task<bool> Renew<T>(FoyerDb db, T row, TimeSpan lease, Guid worker, TimeProvider clock, CancellationToken ct) where T : class, ILeased
    {
        var until = clock.GetUtcNow().UtcDateTime + lease;
        return await db.Set<T>().AcrossTenants()
            .Where(r => r.TenantId == row.TenantId && r.Id == row.Id && r.LeasedBy == worker)
            .ExecuteUpdateAsync(set => set.SetProperty(r => EF.Property<DateTime?>(r, nameof(ILeased.LeaseUntil)), until), ct) == 1;
    }
}

/// <summary>Wakes the workers of <typeparamref name="T"/> in this process right after a commit; they also look by themselves.</summary>
public sealed class WorkSignal<T> : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    public void Nudge()
    {
        try { signal.Release(); }
        catch (SemaphoreFullException) { return; } // a nudge is already waiting: one is enough
    }

    /// <summary>Waits for a nudge, at most <paramref name="longest"/> by the given clock.</summary>
    public async Task Wait(TimeSpan longest, TimeProvider clock, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var alarm = clock.CreateTimer(static s => { try { ((CancellationTokenSource)s!).Cancel(); } catch (ObjectDisposedException) { return; } }, timeout, longest, Timeout.InfiniteTimeSpan);
        try { await signal.WaitAsync(timeout.Token); }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested) { return; }
    }

    public void Dispose() => signal.Dispose();
}
