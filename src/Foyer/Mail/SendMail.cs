using System.Threading.Channels;
using Foyer.Jobs;
using Foyer.Web;

namespace Foyer.Mail;

/// <summary>
/// Sends queued mail of all tenants: one feeder claims and renders, several connections send, one recorder stores what came of
/// it. A message is sent once; the only possible repeat is one that was in flight when the process was killed, and it then
/// carries the same Message-ID.
/// </summary>
internal sealed class SendMail(HeldMails held, RenderMail render, RecordDelivery record, MailWays ways, WorkSignal<OutgoingMail> signal) : BackgroundService
{
    private const int Batch = 128;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly Channel<RenderedMail> ready = Channel.CreateBounded<RenderedMail>(new BoundedChannelOptions(Batch) { SingleWriter = true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var recording = record.Run(stoppingToken);
        var renewing = Renew(stoppingToken);
        var sending = Enumerable.Range(0, ways.Count).Select(_ => Send(stoppingToken)).ToList();
        await Feed(stoppingToken);
        ready.Writer.Complete();
        await Task.WhenAll(sending);
        record.NoMore();
        await recording;
        await renewing;
        await held.GiveBack(CancellationToken.None);
    }

    private async Task Feed(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var mails = await held.Claim(Batch, stopping);
                await foreach (var rendered in render.Run(mails, stopping)) await ready.Writer.WriteAsync(rendered, stopping);
                if (mails.Count == 0) await signal.Wait(LookEvery, ways.Clock, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a store that is away for a while must not end the sender for good
            catch (Exception why)
#pragma warning restore CA1031
            {
                ways.Log.OutboxNotRead(why);
                await signal.Wait(LookEvery, ways.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Send(CancellationToken stopping)
    {
        await using var way = ways.Open();
        while (await Next(way, stopping) is { } next)
        {
            var mail = next.Mail;
            if (next.Message is not null && !await ways.Gate.Opened(stopping)) return;
            if (held.IsOurs(mail))
            {
                // What has begun is finished, also while the server stops: breaking off after the last dot would send it twice.
                await Attempt(way, next);
                await record.Record(mail, held.Worker).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            held.Drop(mail);
        }
    }

    private async Task Attempt(IMailTransport way, RenderedMail next)
    {
        var (mail, message, problem) = next;
        if (message is null)
        {
            if (problem is null) Outcomes.Cancelled(mail);
            else Outcomes.Deferred(mail, problem, ways.Clock.UtcNow, next.Patience);
            return;
        }
        try
        {
            var words = await way.Send(mail, message, CancellationToken.None);
            ways.Gate.Open();
            Outcomes.Sent(mail, words, ways.Clock.UtcNow);
        }
        catch (MailNotTakenException no)
        {
            if (no.Why == NotTaken.Unreachable && ways.Gate.Close()) ways.Log.MailServerUnreachable(no.Message);
            if (no.Why == NotTaken.Never) Outcomes.Failed(mail, no.Message);
            else Outcomes.Deferred(mail, no.Message, ways.Clock.UtcNow, next.Patience);
            if (mail.State == DeliveryState.Failed) ways.Log.MailFailed(mail.Id, mail.TenantId, mail.Attempts);
            else ways.Log.MailDeferred(mail.Id, mail.TenantId, mail.Attempts);
        }
        finally
        {
            message.Dispose();
        }
    }

    /// <summary>The next message, or null at the end of the work. A connection without work is closed after a while.</summary>
    private async Task<RenderedMail?> Next(IMailTransport way, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested) return null;
        if (ready.Reader.TryRead(out var at)) return at;
        try
        {
            var more = ready.Reader.WaitToReadAsync(stopping).AsTask();
            try { await more.WaitAsync(Idle, ways.Clock, stopping); }
            catch (TimeoutException) { await way.Rest(); }
            while (await more)
            {
                if (ready.Reader.TryRead(out var next)) return next;
                more = ready.Reader.WaitToReadAsync(stopping).AsTask();
            }
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task Renew(CancellationToken stopping)
    {
        using var pulse = new PeriodicTimer(HeldMails.RenewEvery, ways.Clock);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await pulse.WaitForNextTickAsync(stopping)) await held.Renew(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // leases that are not renewed are lost, which IsOurs notices; the next pulse tries again
            catch (Exception why)
#pragma warning restore CA1031
            {
                ways.Log.OutboxNotRead(why);
            }
        }
    }
}
