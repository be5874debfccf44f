using Foyer.Audit;
using Foyer.Data;
using Foyer.Invitations.Csv;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>How far a file has been worked through; the total is known once it has arrived.</summary>
public sealed record BatchProgress(int Processed, int Total);

/// <summary>
/// Takes a CSV file in. It is read to its end before anything is stored, so a file that is no CSV, or breaks somewhere, is refused
/// with one sentence and leaves nothing; then it is stored whole, in pieces, in one transaction.
/// </summary>
public sealed class UploadBatch(FoyerDb db, PlanBatch plan, FoyerOptions options, WorkSignal<InvitationBatch> work, TimeProvider clock)
{
    /// <summary>
    /// Stores the file as a batch. With <paramref name="dryRun"/> the batch is planned when this returns, and waits for
    /// <see cref="ControlBatch.Start"/>; otherwise it runs at once in the background.
    /// </summary>
    public async Task<Result<InvitationBatch>> Run(Inviter inviter, string fileName, Stream file, bool dryRun, IProgress<BatchProgress>? progress, CancellationToken ct)
    {
        await using var received = ReceivedFile.Of(file, options);
        int total;
        IReadOnlyList<string> unknown;
        try
        {
            if ((await GuestCsv.Open(received, ct)).Failed(out var problem, out var csv)) return BatchProblems.Unreadable(problem);
            unknown = csv.UnknownColumns;
            total = await csv.Count(ct);
            if (total == 0) return BatchProblems.Unreadable(GuestCsvProblems.NoRows);
        }
        catch (GuestCsvException broken)
        {
            return BatchProblems.Unreadable(broken.Problem);
        }
        catch (FileTooLargeException)
        {
            return BatchProblems.TooLarge(options.Invitations.MaxFileBytes);
        }

        var batch = await Store(inviter, fileName, received, total, unknown, dryRun, ct);
        if (dryRun) await Plan(inviter, batch, received.Copy, progress, ct);
        else work.Nudge();
        return await db.InvitationBatches.AsNoTracking().SingleAsync(b => b.Id == batch.Id, ct);
    }

    private async Task<InvitationBatch> Store(Inviter inviter, string fileName, ReceivedFile received, int total, IReadOnlyList<string> unknown, bool dryRun, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var batch = new InvitationBatch
        {
            TenantId = inviter.TenantId,
            Id = Ids.New(clock),
            State = dryRun ? BatchState.Planned : BatchState.Running,
            FileName = CleanName(fileName),
            FileBytes = received.Copy.Position,
            FileHash = received.Hash(),
            CreatedById = inviter.Id!.Value,
            CreatedByApp = inviter.IsApp,
            CreatedByName = inviter.Name,
            MayGrantApps = inviter.MayGrantApps,
            MayGrantGroups = inviter.MayGrantGroups,
            CorrelationId = inviter.CorrelationId,
            Total = total,
            UnknownColumns = [.. unknown.Select(Printable.Excerpt)],
            CreatedAt = now,
            StartedAt = dryRun ? null : now,
            ResumedAt = dryRun ? null : now,
            NotBefore = now,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.InvitationBatches.Add(batch);
        db.AuditEntries.Add(inviter.Did(clock, Activities.BatchUploaded, "UserManagement", "Batch", batch.Id, batch.FileName));
        received.Copy.Position = 0;
        for (var number = 0; ; number++)
        {
            var bytes = new byte[(int)Math.Min(StoredFile.PartBytes, received.Copy.Length - received.Copy.Position)];
            if (bytes.Length == 0) break;
            await received.Copy.ReadExactlyAsync(bytes, ct);
            db.BatchFileParts.Add(new() { TenantId = batch.TenantId, BatchId = batch.Id, Number = number, Bytes = bytes });
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(ct);
        return batch;
    }

    private async Task Plan(Inviter inviter, InvitationBatch batch, FileStream copy, IProgress<BatchProgress>? progress, CancellationToken ct)
    {
        copy.Position = 0;
        try
        {
            if ((await GuestCsv.Open(copy, ct)).Failed(out var problem, out var csv)) throw new GuestCsvException(problem);
            await plan.Run(inviter, batch, csv, progress, ct);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for this plan any more, and half a plan would mislead.
            await Forget(inviter, batch);
            throw;
        }
    }

    private async Task Forget(Inviter inviter, InvitationBatch batch)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        if (await db.InvitationBatches.Where(b => b.Id == batch.Id && b.State == BatchState.Planned).ExecuteDeleteAsync(CancellationToken.None) == 0) return;
        db.AuditEntries.Add(inviter.Did(clock, Activities.BatchCancelled, "UserManagement", "Batch", batch.Id, batch.FileName));
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>The last part of whatever path a browser sent, without what nobody can see (security rule 17).</summary>
    private static string CleanName(string fileName)
    {
        var name = Printable.Excerpt(fileName.Split('/', '\\')[^1]);
        return name.Length == 0 ? "guests.csv" : name;
    }
}
