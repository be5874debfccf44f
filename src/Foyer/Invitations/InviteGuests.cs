using Foyer.Data;
using Foyer.Invitations.Csv;
using Foyer.Jobs;
using Foyer.Mail;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Where a batch stands while one worker carries it forward: whoever no longer holds it writes nothing.</summary>
public sealed record BatchPlace(Guid BatchId, Guid Worker, int Position);

/// <summary>
/// The one way in (security rule 9): the portal, the API, Graph and batches all invite here. Facts are looked up, rows judged and
/// everything is written in one transaction: guests, invitations, grants, sponsors, mails, audit, and of a batch the outcome of each
/// row and the position reached. Whoever else writes at the same time is met by the unique indexes; then the chunk looks again.
/// </summary>
public sealed class InviteGuests(FoyerDb db, LookUpFacts facts, QueueMail mail, SendOnErrands errands, FoyerOptions options, TimeProvider clock)
{
    private const int Attempts = 10;
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Carries out some rows (a batch brings about a thousand at a time) and returns a plan for each, with the guest's id. Null, and
    /// nothing written, when the batch was paused, cancelled or taken over meanwhile. Wake the mail senders afterwards.
    /// </summary>
    public async Task<IReadOnlyList<RowPlan>?> Run(Inviter inviter, IReadOnlyList<GuestCsvRow> rows, BatchPlace? place, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == inviter.TenantId, ct);
        for (var attempt = 1; ; attempt++)
        {
            var known = await facts.Run(inviter, rows, place?.BatchId, ct);
            var records = new GuestRecords(tenant, inviter, mail, options, clock);
            List<RowPlan> plans = [.. PlanInvitations.Chunk(rows, known).Select(plan => records.Add(plan, known, place?.BatchId))];
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                if (place is not null && !await Advance(place, plans, ct)) return null;
                if (!await CloseExpired(records.Expired, known.Now, ct) || !await db.MakeRoom(records, known.Now, ct))
                {
                    await transaction.RollbackAsync(ct);
                    continue;
                }

                await Write(records, ct);
                if (place is not null) await WriteOutcomes(inviter.TenantId, place.BatchId, plans, ct);
                await transaction.CommitAsync(ct);
                errands.Wake();
                return plans;
            }
            catch (Exception race) when (race.IsRace() && attempt < Attempts)
            {
                // Somebody else has just invited one of these, or removed what a row names: look again, and judge anew.
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Moves the batch forward. The row count decides whether it is still running, still this worker's, and still here.</summary>
    private async Task<bool> Advance(BatchPlace place, List<RowPlan> plans, CancellationToken ct)
    {
        var until = clock.UtcNow + Lease;
        int invited = 0, updated = 0, skipped = 0, failed = 0;
        foreach (var plan in plans)
        {
            _ = plan.Outcome switch
            {
                RowOutcome.Invited => invited++,
                RowOutcome.Updated => updated++,
                RowOutcome.Skipped => skipped++,
                _ => failed++,
            };
        }

        return await db.InvitationBatches
            .Where(b => b.Id == place.BatchId && b.State == BatchState.Running && b.LeasedBy == place.Worker && b.Position == place.Position)
            .ExecuteUpdateAsync(set => set
                .SetProperty(b => b.Position, b => b.Position + plans.Count)
                .SetProperty(b => b.LastLine, plans[^1].Row.Line)
                .SetProperty(b => b.Problem, (string?)null)
                .SetProperty(b => b.Invited, b => b.Invited + invited)
                .SetProperty(b => b.Updated, b => b.Updated + updated)
                .SetProperty(b => b.Skipped, b => b.Skipped + skipped)
                .SetProperty(b => b.Failed, b => b.Failed + failed)
                .SetProperty(b => b.LeaseUntil, until), ct) == 1;
    }

    /// <summary>False when one of them was answered or renewed in this moment.</summary>
    private async Task<bool> CloseExpired(List<Guid> ids, DateTime now, CancellationToken ct)
    {
        if (ids.Count == 0) return true;
        var closed = await db.Invitations
            .Where(i => EF.Parameter(ids).Contains(i.Id) && i.State == InvitationState.Pending && i.ExpiresAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, InvitationState.Revoked).SetProperty(i => i.ClosedAt, now), ct);
        return closed == ids.Count;
    }

    private async Task Write(GuestRecords records, CancellationToken ct)
    {
        await BulkInsert.Write(db, records.Users, ct);
        await BulkInsert.Write(db, records.Invitations, ct);
        await BulkInsert.Write(db, records.Assignments, ct);
        await BulkInsert.Write(db, records.Members, ct);
        await BulkInsert.Write(db, records.Sponsors, ct);
        await BulkInsert.Write(db, records.Mails, ct);
        await BulkInsert.Write(db, records.Audit, ct);
        await BulkInsert.Write(db, errands.Make(ErrandKind.GroupChanged, records.ChangedGroups).ToList(), ct);
    }

    /// <summary>Outcomes replace what a plan foresaw for the same lines.</summary>
    private async Task WriteOutcomes(Guid tenantId, Guid batchId, List<RowPlan> plans, CancellationToken ct)
    {
        int first = plans[0].Row.Line, last = plans[^1].Row.Line;
        await db.BatchRows.Where(r => r.BatchId == batchId && r.Line >= first && r.Line <= last).ExecuteDeleteAsync(ct);
        await BulkInsert.Write(db, BatchRow.Of(tenantId, batchId, plans), ct);
    }
}
