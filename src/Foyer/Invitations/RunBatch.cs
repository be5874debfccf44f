using Foyer.Audit;
using Foyer.Data;
using Foyer.Invitations.Csv;
using Foyer.Jobs;
using Foyer.Mail;
using Foyer.Policies;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Carries one leased batch forward, chunk by chunk, until its file ends or somebody stops it. Each chunk is one transaction that
/// also moves the position, so a process that dies anywhere loses no row and repeats none.
/// </summary>
internal sealed class RunBatch(TenantScopes scopes, WorkSignal<OutgoingMail> mails, TimeProvider clock, ILogger<RunBatch> log)
{
    public async Task Run(InvitationBatch batch, Guid worker, CancellationToken ct)
    {
        await using var scope = scopes.In(batch.TenantId);
        await using var stored = new StoredFile(scope.ServiceProvider.GetRequiredService<FoyerDb>(), batch.Id);
        var place = new BatchPlace(batch.Id, worker, batch.Position);
        try
        {
            if ((await GuestCsv.Open(stored, ct)).Failed(out var problem, out var file)) throw new GuestCsvException(problem);
            await foreach (var rows in file.Rows(batch.Position, ct).Chunk(PlanBatch.ChunkRows).WithCancellation(ct))
            {
                for (var done = 0; done < rows.Length;)
                {
                    if (await Step(batch, place, rows[done..], ct) is not { } more) return;
                    done += more;
                    place = place with { Position = place.Position + more };
                }
            }

            await Complete(batch, place, ct);
        }
        catch (GuestCsvException broken)
        {
            // The file was read to its end before it was stored: what is in the store is not what came.
            await Pause(batch, place, broken.Problem.Sentence, ct);
        }
    }

    /// <summary>
    /// One chunk, or as much of it as the limits have room for (security rule 18), in a scope of its own, with the rights that the inviter
    /// holds now (security rules 7, 8). Returns how many rows are done; null when the batch stops here.
    /// </summary>
    private async Task<int?> Step(InvitationBatch batch, BatchPlace place, GuestCsvRow[] rows, CancellationToken ct)
    {
        await using var scope = scopes.In(batch.TenantId);
        var services = scope.ServiceProvider;
        services.GetRequiredService<RequestInfo>().CorrelationId = batch.CorrelationId;
        if (await services.GetRequiredService<ResolveActor>().Inviter(batch.CreatedById, batch.CreatedByApp, ct) is not { } inviter)
        {
            await Pause(batch, place, BatchProblems.InviterLostRights(batch.CreatedByName), ct);
            return null;
        }

        var terms = services.GetRequiredService<InvitationTerms>();
        var share = await terms.CountMany(inviter, rows.Length, ct);
        if (share.Granted == 0)
        {
            await Wait(batch, place, share, ct);
            return null;
        }

        inviter = inviter with { MayGrantApps = inviter.MayGrantApps && batch.MayGrantApps, MayGrantGroups = inviter.MayGrantGroups && batch.MayGrantGroups };
        var plans = await services.GetRequiredService<InviteGuests>().Run(inviter, [.. rows.Take(share.Granted)], place, ct);
        await terms.GiveBack(inviter, share.Granted - (plans?.Count(plan => plan.Outcome == RowOutcome.Invited) ?? 0), ct);
        if (plans is null)
        {
            log.BatchLetGo(batch.Id);
            return null;
        }

        mails.Nudge();
        return plans.Count;
    }

    private async Task Complete(InvitationBatch batch, BatchPlace place, CancellationToken ct)
    {
        var now = clock.UtcNow;
        if (await Finish(batch, place, Activities.BatchProcessed, null, BatchState.Completed, now, ct)) log.BatchCompleted(batch.Id, place.Position);
    }

    private async Task Pause(InvitationBatch batch, BatchPlace place, string problem, CancellationToken ct)
    {
        if (await Finish(batch, place, Activities.BatchPaused, problem, BatchState.Paused, null, ct)) log.BatchPaused(batch.Id);
    }

    /// <summary>The batch still runs, but nobody takes it up before the limit has room again; its rate is counted from there.</summary>
    private async Task Wait(InvitationBatch batch, BatchPlace place, BatchShare share, CancellationToken ct)
    {
        if (await Finish(batch, place, Activities.BatchSlowed, BatchProblems.LimitReached(share), BatchState.Running, null, ct, share.Until)) log.BatchWaits(batch.Id, share.Until);
    }

    private async Task<bool> Finish(InvitationBatch batch, BatchPlace place, string activity, string? problem, BatchState state, DateTime? completed, CancellationToken ct, DateTime? goesOn = null)
    {
        await using var scope = scopes.In(batch.TenantId);
        var services = scope.ServiceProvider;
        services.GetRequiredService<RequestInfo>().CorrelationId = batch.CorrelationId;
        var db = services.GetRequiredService<FoyerDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = await db.InvitationBatches
            .Where(b => b.Id == batch.Id && b.State == BatchState.Running && b.LeasedBy == place.Worker && b.Position == place.Position)
            .ExecuteUpdateAsync(set => set
                .SetProperty(b => b.State, state)
                .SetProperty(b => b.Problem, problem)
                .SetProperty(b => b.CompletedAt, completed)
                .SetProperty(b => b.NotBefore, b => goesOn ?? b.NotBefore)
                .SetProperty(b => b.ResumedAt, b => goesOn ?? b.ResumedAt)
                .SetProperty(b => b.ResumedPosition, b => goesOn == null ? b.ResumedPosition : place.Position)
                .SetProperty(b => b.LeaseUntil, (DateTime?)null), ct);
        if (changed == 0) return false;
        var result = problem is null ? AuditResult.Success : AuditResult.Failure;
        db.AuditEntries.Add(services.GetRequiredService<ResolveActor>().System().Did(clock, activity, "UserManagement", "Batch", batch.Id, batch.FileName, result: result, reason: problem));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
