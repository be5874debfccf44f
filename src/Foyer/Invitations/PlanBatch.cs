using Foyer.Data;
using Foyer.Invitations.Csv;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Writes down what would happen to each row of a file, and nothing else.</summary>
public sealed class PlanBatch(FoyerDb db, LookUpFacts facts)
{
    internal const int ChunkRows = 500;

    internal async Task Run(Inviter inviter, InvitationBatch batch, GuestCsvFile file, IProgress<BatchProgress>? progress, CancellationToken ct)
    {
        var done = 0;
        await foreach (var rows in file.Rows(ct).Chunk(ChunkRows).WithCancellation(ct))
        {
            var plans = PlanInvitations.Chunk(rows, await facts.Run(inviter, rows, batch.Id, ct));
            int Count(RowOutcome outcome) => plans.Count(p => p.Outcome == outcome);
            int invited = Count(RowOutcome.Invited), updated = Count(RowOutcome.Updated), skipped = Count(RowOutcome.Skipped), failed = Count(RowOutcome.Failed);

            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await BulkInsert.Write(db, BatchRow.Of(batch.TenantId, batch.Id, plans), ct);
            await db.InvitationBatches.Where(b => b.Id == batch.Id && b.State == BatchState.Planned).ExecuteUpdateAsync(set => set
                .SetProperty(b => b.Position, b => b.Position + rows.Length)
                .SetProperty(b => b.LastLine, rows[^1].Line)
                .SetProperty(b => b.Invited, b => b.Invited + invited)
                .SetProperty(b => b.Updated, b => b.Updated + updated)
                .SetProperty(b => b.Skipped, b => b.Skipped + skipped)
                .SetProperty(b => b.Failed, b => b.Failed + failed), ct);
            await transaction.CommitAsync(ct);
            done += rows.Length;
            progress?.Report(new(done, batch.Total ?? done));
        }
    }
}
