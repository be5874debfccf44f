using System.Threading.Channels;
using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Mail;

/// <summary>
/// Stores how each mail fared, together with what its subject is told. A connection waits for this before it sends its next
/// message, so a process that is killed repeats at most the message in flight. What the connections have to tell at the same
/// time shares one transaction.
/// </summary>
internal sealed class RecordDelivery(TenantScopes scopes, MailTemplates templates, MailTurn turn, TimeProvider clock, ILogger<SendMail> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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
            while (reports.Reader.TryRead(out var report)) waiting.Add(report);
            foreach (var group in waiting.GroupBy(report => report.Mail.TenantId)) await Persist([.. group], stopping);
        }
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
                if (!stopping.IsCancellationRequested) await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!stopping.IsCancellationRequested) continue;
                foreach (var report in group) report.Stored.SetException(why);
                return;
            }
        }
    }

    private async Task Store(List<Report> group)
    {
        await using var scope = scopes.In(group[0].Mail.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        using var alone = await turn.Take(CancellationToken.None);
        // A resend takes the invitation first and its mail second, this goes the other way round: PostgreSQL may end one of the two.
        await db.Retrying(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            var changed = new List<OutgoingMail>();
            foreach (var (mail, worker, _) in group)
            {
                // Sent is sent, even when the lease was lost meanwhile; everything else is for the holder of the lease to say.
                var open = db.OutgoingMails.Where(m => m.Id == mail.Id && (m.State == DeliveryState.Queued || m.State == DeliveryState.Deferred));
                if (mail.State != DeliveryState.Sent) open = open.Where(m => m.LeasedBy == worker);
                var rows = await open.ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.State, mail.State)
                    .SetProperty(m => m.Attempts, mail.Attempts)
                    .SetProperty(m => m.Reply, mail.Reply)
                    .SetProperty(m => m.SentAt, mail.SentAt)
                    .SetProperty(m => m.NotBefore, mail.NotBefore)
                    .SetProperty(m => m.Payload, mail.Payload)
                    .SetProperty(m => m.LeaseUntil, (DateTime?)null)
                    .SetProperty(m => m.LeasedBy, (Guid?)null));
                if (rows == 1) changed.Add(mail);
            }
            foreach (var kind in changed.GroupBy(mail => mail.Kind, StringComparer.Ordinal))
                await templates[kind.Key].Delivered([.. kind], scope.ServiceProvider, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return changed.Count;
        });
    }

    private sealed record Report(OutgoingMail Mail, Guid Worker, TaskCompletionSource Stored)
    {
        public void Deconstruct(out OutgoingMail mail, out Guid worker, out TaskCompletionSource stored) => (mail, worker, stored) = (Mail, Worker, Stored);
    }
}
