using Foyer.Data;
using Foyer.Jobs;
using Foyer.Policies;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Takes batches that run, or are to be undone, and works on them in the background. A batch whose process died is taken over when
/// its lease ends; leases are short because each chunk renews its own, and a worker that lost one cannot write.
/// </summary>
internal sealed class RunBatches(TenantScopes scopes, RunBatch run, WorkSignal<InvitationBatch> work, TimeProvider clock, ILogger<RunBatches> log) : BackgroundService
{
    private const string Due = "(\"State\" = 'Running' OR \"UndoRequestedAt\" IS NOT NULL)";
    private const int Workers = 2;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await FreeOwnLeases(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Work(Web.Ids.New(clock), stoppingToken)));
    }

    private async Task Work(Guid worker, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                while (await Claim(worker, ct) is { } batch) await Run(batch, worker, ct);
                await work.Wait(Look, clock, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception outage) when (outage is not OutOfMemoryException)
            {
                log.LookingFailed(outage);
                await work.Wait(AfterFailure, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<InvitationBatch?> Claim(Guid worker, CancellationToken ct)
    {
        await using var scope = scopes.Global();
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        return (await Leases.Claim<InvitationBatch>(db, Due, 1, InviteGuests.Lease, worker, clock, ct)).SingleOrDefault();
    }

    private async Task Run(InvitationBatch batch, Guid worker, CancellationToken ct)
    {
        try
        {
            if (batch.UndoRequestedAt is null) await run.Run(batch, worker, ct);
            else await Undo(batch, ct);
        }
        catch (Exception outage) when (outage is not OperationCanceledException and not OutOfMemoryException)
        {
            log.BatchFailed(batch.Id, outage);
            await GiveBack(batch, worker, clock.GetUtcNow().UtcDateTime + AfterFailure, ct);
        }
    }

    private async Task Undo(InvitationBatch batch, CancellationToken ct)
    {
        await using var scope = scopes.In(batch.TenantId);
        await scope.ServiceProvider.GetRequiredService<UndoBatch>().Run(scope.ServiceProvider.GetRequiredService<ResolveActor>().System(), batch.Id, ct);
    }

    private async Task GiveBack(InvitationBatch batch, Guid worker, DateTime notBefore, CancellationToken ct)
    {
        await using var scope = scopes.In(batch.TenantId);
        await scope.ServiceProvider.GetRequiredService<FoyerDb>().InvitationBatches.Where(b => b.Id == batch.Id && b.LeasedBy == worker)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.NotBefore, notBefore).SetProperty(b => b.LeaseUntil, (DateTime?)null), ct);
    }

    /// <summary>The embedded store has one process, so leases from before its start are nobody's: no need to wait for their end.</summary>
    private async Task FreeOwnLeases(CancellationToken ct)
    {
        await using var scope = scopes.Global();
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        if (db.IsPostgres) return;
        await db.InvitationBatches.AcrossTenants().Where(b => b.LeaseUntil != null).ExecuteUpdateAsync(set => set.SetProperty(b => b.LeaseUntil, (DateTime?)null), ct);
    }
}
