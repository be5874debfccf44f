using Foyer.Apps;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Jobs;
using Foyer.Mail;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Takes back what a batch did and nothing else: its open invitations and their mails, what it granted, and the guests that it
/// made and who never came. Works in chunks, each one transaction and safe to repeat, so it can stop anywhere and begin again.
/// </summary>
public sealed class UndoBatch(FoyerDb db, InvitationTerms terms, SendOnErrands errands, TimeProvider clock)
{
    private const int ChunkRows = 500;

    internal async Task Run(Actor actor, Guid batchId, CancellationToken ct)
    {
        var line = 0;
        while (true)
        {
            var rows = await db.BatchRows
                .Where(r => r.BatchId == batchId && r.Line > line && r.UserId != null && (r.Outcome == RowOutcome.Invited || r.Outcome == RowOutcome.Updated))
                .OrderBy(r => r.Line).Take(ChunkRows).Select(r => new { r.Line, UserId = r.UserId!.Value }).ToListAsync(ct);
            if (rows.Count == 0) break;
            line = rows[^1].Line;
            // Licences are settled for the same guests meanwhile, and PostgreSQL may end one of the two.
            await db.Retrying(() => Chunk(actor, batchId, [.. rows.Select(r => r.UserId).Distinct()], ct));
        }

        await Finish(actor, batchId, ct);
    }

    private async Task<int> Chunk(Actor actor, Guid batchId, List<Guid> guests, CancellationToken ct)
    {
        var now = clock.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var touched = new HashSet<Guid>();

        // Invitations first: who accepts in this moment wins, and is then no longer somebody who never came.
        var open = db.Invitations.Where(i => i.BatchId == batchId && EF.Parameter(guests).Contains(i.GuestId) && i.State == InvitationState.Pending);
        var ids = await open.Select(i => i.Id).ToListAsync(ct);
        await db.Invitations.Where(i => EF.Parameter(ids).Contains(i.Id) && i.State == InvitationState.Pending).ExecuteUpdateAsync(set => set
            .SetProperty(i => i.State, InvitationState.Revoked)
            .SetProperty(i => i.ClosedAt, now)
            .SetProperty(i => i.Delivery, i => i.Delivery == DeliveryState.Queued || i.Delivery == DeliveryState.Deferred ? DeliveryState.Cancelled : i.Delivery), ct);
        touched.UnionWith(await db.Invitations.Where(i => EF.Parameter(ids).Contains(i.Id) && i.State == InvitationState.Revoked).Select(i => i.GuestId).ToListAsync(ct));
        await db.OutgoingMails
            .Where(m => m.SubjectId != null && EF.Parameter(ids).Contains(m.SubjectId.Value) && (m.State == DeliveryState.Queued || m.State == DeliveryState.Deferred))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, DeliveryState.Cancelled).SetProperty(m => m.Payload, (byte[]?)null), ct);

        var assignments = db.AppRoleAssignments.Where(a => a.BatchId == batchId && EF.Parameter(guests).Contains(a.PrincipalId));
        touched.UnionWith(await assignments.Select(a => a.PrincipalId).ToListAsync(ct));
        await assignments.ExecuteDeleteAsync(ct);
        var memberships = db.GroupMembers.Where(m => m.BatchId == batchId && EF.Parameter(guests).Contains(m.UserId));
        var left = await memberships.Select(m => new { m.UserId, m.GroupId }).ToListAsync(ct);
        touched.UnionWith(left.Select(m => m.UserId));
        await memberships.ExecuteDeleteAsync(ct);

        // Not somebody whom another file or person has invited anew since.
        var removed = await db.Users.Live.Where(u => u.BatchId == batchId && EF.Parameter(guests).Contains(u.Id) && u.ExternalUserState == ExternalUserState.PendingAcceptance
                && !db.Set<Invitation>().Any(i => i.GuestId == u.Id && i.State == InvitationState.Pending))
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.DeletedAt, now).SetProperty(u => u.SignInSessionsValidFrom, now), ct);
        var gone = removed == 0 ? [] : await db.Users.Where(u => u.BatchId == batchId && EF.Parameter(guests).Contains(u.Id) && u.DeletedAt == now).Select(u => new { u.Id, u.MailKey }).ToListAsync(ct);
        foreach (var guest in gone.OrderBy(g => g.MailKey, StringComparer.Ordinal)) await terms.CountTakenBack(guest.MailKey!, ct);

        await BulkInsert.Write(db, await Audit(actor, batchId, touched, [.. gone.Select(g => g.Id)], ct), ct);
        await BulkInsert.Write(db, [.. errands.Make(ErrandKind.GroupChanged, left.Select(m => m.GroupId)), .. errands.Make(ErrandKind.UserChanged, gone.Select(g => g.Id))], ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return guests.Count;
    }

    private async Task<List<AuditEntry>> Audit(Actor actor, Guid batchId, HashSet<Guid> touched, HashSet<Guid> gone, CancellationToken ct)
    {
        List<Guid> ids = [.. touched.Union(gone)];
        var names = await db.Users.Where(u => EF.Parameter(ids).Contains(u.Id)).Select(u => new { u.Id, u.Mail }).ToListAsync(ct);
        return [.. names.Select(guest => actor.Did(clock, gone.Contains(guest.Id) ? Activities.GuestRemoved : Activities.BatchUndone,
            "UserManagement", "User", guest.Id, guest.Mail, $"{{\"batch\":\"{batchId}\"}}"))];
    }

    private async Task Finish(Actor actor, Guid batchId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var done = await db.InvitationBatches.Where(b => b.Id == batchId && b.UndoRequestedAt != null).ExecuteUpdateAsync(set => set
            .SetProperty(b => b.State, BatchState.Undone)
            .SetProperty(b => b.UndoRequestedAt, (DateTime?)null)
            .SetProperty(b => b.LeaseUntil, (DateTime?)null), ct);
        if (done == 0) return;
        var name = await db.InvitationBatches.Where(b => b.Id == batchId).Select(b => b.FileName).SingleAsync(ct);
        db.AuditEntries.Add(actor.Did(clock, Activities.BatchUndone, "UserManagement", "Batch", batchId, name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
