using System.Threading.Channels;
using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Mail;

/// <summary>
/// Stores how each mail fared, together with what its subject is told. A connection waits for this before it sends its next
/// message, so a process that is killed repeats at most the message in flight. What the connections have to tell at the same
/// time shares one transaction, and none waits for the disk: that would take longer than sending, and what a power cut makes
/// forget is sent again under the same Message-ID.
/// </summary>
internal sealed class RecordDelivery(TenantScopes scopes, MailTemplates templates, MailTurn turn, TimeProvider clock, ILogger<SendMail> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int Looks = 8;

    private static readonly (string, Func<Report, object?>)[] Values =
    [
        (nameof(OutgoingMail.State), report => report.Mail.State),
        (nameof(OutgoingMail.Attempts), report => report.Mail.Attempts),
        (nameof(OutgoingMail.Reply), report => report.Mail.Reply),
        (nameof(OutgoingMail.SentAt), report => report.Mail.SentAt),
        (nameof(OutgoingMail.NotBefore), report => report.Mail.NotBefore),
        (nameof(OutgoingMail.LeasedBy), report => report.Worker),
    ];

    private const string Changes = """
        "State" = r."State", "Attempts" = r."Attempts", "Reply" = r."Reply", "SentAt" = r."SentAt", "NotBefore" = r."NotBefore",
        "Payload" = CASE WHEN r."State" = 'Deferred' THEN t."Payload" END, "LeaseUntil" = NULL, "LeasedBy" = NULL
        """;

    // Sent is sent, even when the lease was lost meanwhile; everything else is for the holder of the lease to say.
    private const string Open = """t."State" IN ('Queued', 'Deferred') AND (r."State" = 'Sent' OR t."LeasedBy" = r."LeasedBy")""";

    private (Guid TenantId, AsyncServiceScope Scope, FoyerDb Db)? desk;

    private readonly Channel<Report> reports = Channel.CreateUnbounded<Report>(new() { SingleReader = true });

    /// <summary>Returns when <paramref name="mail"/>, as it is now, is stored; <paramref name="worker"/> is whose lease it was sent under.</summary>
    public Task Record(OutgoingMail mail, Guid worker)
    {
        var report = new Report(mail, worker, new(TaskCreationOptions.RunContinuationsAsynchronously));
        reports.Writer.TryWrite(report);
        return report.Stored.Task;
    }

    public void NoMore() => reports.Writer.TryComplete();

    /// <summary>Works until <see cref="NoMore"/>; <paramref name="stopping"/> only ends the patience with a store that fails.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (await reports.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var waiting = new List<Report>();
            for (var looks = 0; looks < Looks; looks++)
            {
                while (reports.Reader.TryRead(out var report)) waiting.Add(report);
                // A transaction costs more than a row in it, and connections finish close together: those right behind come along.
                await Task.Yield();
            }
            foreach (var group in waiting.GroupBy(report => report.Mail.TenantId)) await Persist([.. group], stopping);
        }
        await ClearDesk();
    }

    private async Task Persist(List<Report> group, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await Store(group);
                foreach (var report in group) report.Stored.SetResult();
                return;
            }
#pragma warning disable CA1031 // whatever the store says: these mails are sent, and forgetting it would send them again
            catch (Exception why)
#pragma warning restore CA1031
            {
                log.OutcomeNotStored(why, group.Count);
                await ClearDesk();
                if (!stopping.IsCancellationRequested) await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!stopping.IsCancellationRequested) continue;
                foreach (var report in group) report.Stored.SetException(why);
                return;
            }
        }
    }

    private async Task Store(List<Report> group)
    {
        var (services, db) = await Desk(group[0].Mail.TenantId);
        using var alone = await turn.Take(CancellationToken.None);
        // A resend takes the invitation first and its mail second, this goes the other way round: PostgreSQL may end one of the two.
        await db.Retrying(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            var stored = await UpdateEach.Run<OutgoingMail, Report>(db, group, report => report.Mail.Id, Values, Changes, Open, CancellationToken.None);
            var changed = group.Where(report => stored.Contains(report.Mail.Id)).Select(report => report.Mail);
            foreach (var kind in changed.GroupBy(mail => mail.Kind, StringComparer.Ordinal))
                await templates[kind.Key].Delivered([.. kind], services, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return stored.Count;
        });
    }

    /// <summary>
    /// The scope of a tenant with its connection open, kept from group to group: making both anew costs more than the writing. Nothing
    /// is tracked in it.
    /// </summary>
    private async Task<(IServiceProvider Services, FoyerDb Db)> Desk(Guid tenantId)
    {
        if (desk is { } kept && kept.TenantId == tenantId) return (kept.Scope.ServiceProvider, kept.Db);
        await ClearDesk();
        var scope = scopes.In(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        desk = (tenantId, scope, db);
        await db.Database.OpenConnectionAsync(CancellationToken.None);
        await HastyCommits.Begin(db, CancellationToken.None);
        return (scope.ServiceProvider, db);
    }

    private async Task ClearDesk()
    {
        if (desk is not { } old) return;
        desk = null;
        try { await HastyCommits.End(old.Db, CancellationToken.None); }
        finally { await old.Scope.DisposeAsync(); }
    }

    private sealed record Report(OutgoingMail Mail, Guid Worker, TaskCompletionSource Stored);
}
