using Foyer.Data;
using Foyer.Mail;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Where the mails of a batch are; a deferred one still counts as queued.</summary>
public sealed record BatchMail(int Queued, int Sent, int Failed);

/// <summary>A batch as people and programs see it. The rate is in rows a second since it last began to run.</summary>
public sealed record BatchView(InvitationBatch Batch, BatchMail Mail, double? RowsPerSecond, TimeSpan? Remaining)
{
    public bool Undoing => Batch.UndoRequestedAt is not null;

    /// <summary>While it is undone: guests it brought who have not accepted and are still here.</summary>
    public int? ToTakeBack { get; init; }
}

/// <summary>One row with where its mail is, and the mail server's words when they call for somebody to act; no mail belongs to most rows that invite nobody.</summary>
public sealed record BatchOutcome(BatchRow Row, DeliveryState? Mail, string? MailReply);

/// <summary>Which rows are wanted; null means any.</summary>
public sealed record RowFilter(RowOutcome? Outcome = null, DeliveryState? Mail = null)
{
    public static readonly RowFilter Any = new();
}

/// <summary>Reads batches of the current tenant and the outcomes of their rows.</summary>
public sealed class ReadBatch(FoyerDb db, TimeProvider clock)
{
    /// <summary>The same for a program; null also for a batch that is not <paramref name="by"/>'s to see.</summary>
    public async Task<BatchView?> Get(BatchKeeper by, Guid batchId, CancellationToken ct) =>
        await db.InvitationBatches.KeptBy(by).AnyAsync(b => b.Id == batchId, ct) ? await Get(batchId, ct) : null;

    /// <summary>The batch with its counts of this moment, or null.</summary>
    public async Task<BatchView?> Get(Guid batchId, CancellationToken ct)
    {
        if (await db.InvitationBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == batchId, ct) is not { } batch) return null;
        var counts = await db.Invitations.Where(i => i.BatchId == batchId).GroupBy(i => i.Delivery).Select(g => new { Delivery = g.Key, Count = g.Count() }).ToListAsync(ct);
        int Count(params ReadOnlySpan<DeliveryState> states)
        {
            var sum = 0;
            foreach (var count in counts) sum += states.Contains(count.Delivery) ? count.Count : 0;
            return sum;
        }

        var rate = Rate(batch);
        return new BatchView(batch, new(Count(DeliveryState.Queued, DeliveryState.Deferred), Count(DeliveryState.Sent), Count(DeliveryState.Failed)), rate,
            rate is > 0 && batch.State == BatchState.Running && batch.Total is { } total ? TimeSpan.FromSeconds((total - batch.Position) / rate.Value) : null)
        {
            ToTakeBack = batch.UndoRequestedAt is null ? null : await db.Users.Guests.CountAsync(u => u.BatchId == batchId && u.ExternalUserState == ExternalUserState.PendingAcceptance, ct),
        };
    }

    /// <summary>The latest batches, newest first.</summary>
    public Task<List<InvitationBatch>> Recent(int take, CancellationToken ct) =>
        db.InvitationBatches.AsNoTracking().OrderByDescending(b => b.CreatedAt).ThenByDescending(b => b.Id).Take(take).ToListAsync(ct);

    /// <summary>Rows in the order of the file, from behind a line on; of a planned batch what would happen, else what has happened.</summary>
    public async Task<List<BatchOutcome>> Rows(Guid batchId, RowFilter filter, int skipAfterLine, int take, CancellationToken ct)
    {
        var rows = db.BatchRows.AsNoTracking().Where(r => r.BatchId == batchId && r.Line > skipAfterLine
            // While a batch runs, the plan for the rows to come is still there, but it is not their outcome.
            && r.Line <= db.Set<InvitationBatch>().Where(b => b.Id == batchId).Select(b => b.LastLine).First());
        if (filter.Outcome is { } outcome) rows = rows.Where(r => r.Outcome == outcome);
        if (filter.Mail is { } mail) rows = rows.Where(r => r.Outcome == RowOutcome.Invited && db.Set<Invitation>().Any(i => i.BatchId == batchId && i.GuestId == r.UserId && i.Delivery == mail));
        var page = await rows.OrderBy(r => r.Line).Take(take).ToListAsync(ct);

        // A batch opens at most one invitation a guest, and only the row that invites has it.
        var invited = page.Where(r => r.Outcome == RowOutcome.Invited && r.UserId is not null).Select(r => r.UserId!.Value).ToList();
        var mails = invited.Count == 0 ? [] : await db.Invitations.Where(i => i.BatchId == batchId && EF.Parameter(invited).Contains(i.GuestId))
            .Select(i => new { i.GuestId, i.Delivery, i.DeliveryReply }).ToDictionaryAsync(i => i.GuestId, ct);
        return page.ConvertAll(row => row is { Outcome: RowOutcome.Invited, UserId: { } guest } && mails.TryGetValue(guest, out var sent)
            ? new BatchOutcome(row, sent.Delivery, sent.Delivery is DeliveryState.Deferred or DeliveryState.Failed ? sent.DeliveryReply : null)
            : new BatchOutcome(row, null, null));
    }

    private double? Rate(InvitationBatch batch)
    {
        if (batch.ResumedAt is not { } since || batch.State is not (BatchState.Running or BatchState.Completed)) return null;
        var seconds = ((batch.CompletedAt ?? clock.GetUtcNow().UtcDateTime) - since).TotalSeconds;
        return seconds > 0 ? (batch.Position - batch.ResumedPosition) / seconds : null;
    }
}
