using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Foyer.Invitations;

/// <summary>Who may see and steer batches: administrators all of them, whoever else may invite those that they uploaded.</summary>
public readonly record struct BatchKeeper
{
    private BatchKeeper(Actor actor, bool all) => (Actor, OnlyOf) = (actor, all ? null : actor.Id);

    internal Actor Actor { get; }

    /// <summary>Somebody else's batch answers like none at all.</summary>
    internal Guid? OnlyOf { get; }

    public static implicit operator BatchKeeper(Inviter inviter) => new(inviter, inviter.KeepsAll);
    public static implicit operator BatchKeeper(TenantAdmin admin) => new(admin, all: true);
}

internal static class KeptBatches
{
    extension(IQueryable<InvitationBatch> batches)
    {
        public IQueryable<InvitationBatch> KeptBy(BatchKeeper by) => by.OnlyOf is { } creator ? batches.Where(b => b.CreatedById == creator) : batches;
    }
}

/// <summary>
/// Starts, pauses, resumes, cancels and undoes batches. Each is one guarded update that the running chunk meets in its own
/// transaction, so it takes effect between two chunks; each is safe to repeat.
/// </summary>
public sealed class ControlBatch(FoyerDb db, UndoBatch undo, WorkSignal<InvitationBatch> work, TimeProvider clock)
{
    /// <summary>How long the caller of an undo may take before a worker goes on with it.</summary>
    private static readonly TimeSpan UndoHeadStart = TimeSpan.FromSeconds(15);

    public Task<Result<InvitationBatch>> Start(BatchKeeper by, Guid batchId, CancellationToken ct)
    {
        var now = clock.UtcNow;
        // What was counted so far was the plan.
        return Change(by, batchId, "started", Activities.BatchStarted, [BatchState.Planned], [BatchState.Running, BatchState.Completed], set => set
            .SetProperty(b => b.State, BatchState.Running)
            .SetProperty(b => b.StartedAt, now)
            .SetProperty(b => b.ResumedAt, now)
            .SetProperty(b => b.ResumedPosition, 0)
            .SetProperty(b => b.Position, 0)
            .SetProperty(b => b.LastLine, 0)
            .SetProperty(b => b.Invited, 0)
            .SetProperty(b => b.Updated, 0)
            .SetProperty(b => b.Skipped, 0)
            .SetProperty(b => b.Failed, 0)
            .SetProperty(b => b.NotBefore, now), ct);
    }

    public Task<Result<InvitationBatch>> Pause(BatchKeeper by, Guid batchId, CancellationToken ct) =>
        Change(by, batchId, "paused", Activities.BatchPaused, [BatchState.Running], [BatchState.Paused], set => set
            .SetProperty(b => b.State, BatchState.Paused)
            .SetProperty(b => b.LeaseUntil, (DateTime?)null), ct);

    public Task<Result<InvitationBatch>> Resume(BatchKeeper by, Guid batchId, CancellationToken ct)
    {
        var now = clock.UtcNow;
        return Change(by, batchId, "resumed", Activities.BatchResumed, [BatchState.Paused], [BatchState.Running, BatchState.Completed], set => set
            .SetProperty(b => b.State, BatchState.Running)
            .SetProperty(b => b.Problem, (string?)null)
            .SetProperty(b => b.ResumedAt, now)
            .SetProperty(b => b.ResumedPosition, b => b.Position)
            .SetProperty(b => b.NotBefore, now)
            .SetProperty(b => b.LeaseUntil, (DateTime?)null), ct);
    }

    public Task<Result<InvitationBatch>> Cancel(BatchKeeper by, Guid batchId, CancellationToken ct) =>
        Change(by, batchId, "cancelled", Activities.BatchCancelled, [BatchState.Planned, BatchState.Running, BatchState.Paused], [BatchState.Cancelled], Cancelled(), ct);

    /// <summary>
    /// Takes back what the batch did, after cancelling it if it still runs. Returns when all is undone; should the process die
    /// before, a worker goes on.
    /// </summary>
    public async Task<Result<InvitationBatch>> Undo(BatchKeeper by, Guid batchId, CancellationToken ct)
    {
        var cancelled = await Change(by, batchId, "undone", Activities.BatchCancelled, [BatchState.Running, BatchState.Paused],
            [BatchState.Completed, BatchState.Cancelled, BatchState.Undone], Cancelled(), ct);
        if (cancelled.Failed(out _, out var batch) || batch.State == BatchState.Undone) return cancelled;

        var now = clock.UtcNow;
        await db.InvitationBatches.KeptBy(by).Where(b => b.Id == batchId && b.UndoRequestedAt == null && b.State != BatchState.Undone)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.UndoRequestedAt, now).SetProperty(b => b.NotBefore, now + UndoHeadStart), ct);
        await undo.Run(by.Actor, batchId, ct);
        return await Read(by, batchId, ct);
    }

    private Action<UpdateSettersBuilder<InvitationBatch>> Cancelled()
    {
        var now = clock.UtcNow;
        return set => set
            .SetProperty(b => b.State, BatchState.Cancelled)
            .SetProperty(b => b.CompletedAt, now)
            .SetProperty(b => b.LeaseUntil, (DateTime?)null);
    }

    private async Task<Result<InvitationBatch>> Change(BatchKeeper by, Guid batchId, string word, string activity, BatchState[] from, BatchState[] already,
        Action<UpdateSettersBuilder<InvitationBatch>> change, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = await db.InvitationBatches.KeptBy(by).Where(b => b.Id == batchId && from.Contains(b.State) && b.UndoRequestedAt == null).ExecuteUpdateAsync(change, ct) == 1;
        var found = await Read(by, batchId, ct);
        if (found.Failed(out _, out var batch)) return found;
        if (!changed) return already.Contains(batch.State) ? batch : BatchProblems.Not(word, batch.State);

        db.AuditEntries.Add(by.Actor.Did(clock, activity, "UserManagement", "Batch", batchId, batch.FileName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (batch.State == BatchState.Running) work.Nudge();
        return batch;
    }

    private async Task<Result<InvitationBatch>> Read(BatchKeeper by, Guid batchId, CancellationToken ct) =>
        await db.InvitationBatches.AsNoTracking().KeptBy(by).SingleOrDefaultAsync(b => b.Id == batchId, ct) is { } batch ? batch : BatchProblems.NotFound;
}
