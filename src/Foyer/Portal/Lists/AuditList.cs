using Foyer.Audit;
using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal.Lists;

/// <summary>What the audit page shows. Times are UTC, <paramref name="Until"/> is exclusive; <paramref name="Before"/> is the last row of the page before.</summary>
public sealed record AuditQuery(string? Activity = null, string? Person = null, AuditResult? Result = null, DateTime? From = null, DateTime? Until = null, Guid? Before = null, string? Correlation = null);

public sealed record AuditRows(IReadOnlyList<AuditEntry> Rows, Guid? Next);

/// <summary>Reads the audit log, newest first. Ids carry their time (UUID version 7), so pages and time ranges are ranges of the primary key.</summary>
public sealed class AuditList(FoyerDb db)
{
    public const int PageSize = 50;

    public async Task<AuditRows> Read(AuditQuery query, int take, CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (query.Before is { } before) entries = entries.Where(a => a.Id < before);
        if (query.From is { } from && FirstIdAt(from) is var first) entries = entries.Where(a => a.Id >= first);
        if (query.Until is { } until && FirstIdAt(until) is var end) entries = entries.Where(a => a.Id < end);
        if (query.Activity is { Length: > 0 } activity) entries = entries.Where(a => a.Activity == activity);
        if (query.Correlation is { Length: > 0 } correlation) entries = entries.Where(a => a.CorrelationId == correlation);
        if (query.Result is { } result) entries = entries.Where(a => a.Result == result);
        if (query.Person?.Trim().ToLowerInvariant() is { Length: > 0 } person)
            entries = entries.Where(a => a.ActorName.ToLower().Contains(person) || a.TargetName!.ToLower().Contains(person));

        var rows = await entries.OrderByDescending(a => a.Id).Take(take + 1).ToListAsync(ct);
        if (rows.Count <= take) return new(rows, null);
        rows.RemoveAt(take);
        return new(rows, rows[^1].Id);
    }

    public Task<AuditEntry?> Find(Guid id, CancellationToken ct) => db.AuditEntries.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);

    /// <summary>The smallest id of a millisecond: its 48 bits of time, then nothing.</summary>
    private static Guid FirstIdAt(DateTime utc)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(new DateTimeOffset(utc, TimeSpan.Zero)).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6..].Clear();
        return new Guid(bytes, bigEndian: true);
    }
}
