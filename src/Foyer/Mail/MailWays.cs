using Foyer.Web;

namespace Foyer.Mail;

/// <summary>How mail leaves this process: over SMTP when a host is set, into files otherwise.</summary>
internal sealed class MailWays(FoyerOptions options, TimeProvider clock, ILogger<SendMail> log)
{
    public int Count => options.Smtp.Host is null ? 1 : options.Smtp.Connections;

    public TimeProvider Clock => clock;

    public ILogger Log => log;

    public MailGate Gate { get; } = new(clock);

    public IMailTransport Open() => options.Smtp.Host is null ? new MailFiles(options) : new SmtpConnection(options);
}

/// <summary>
/// Shut while no mail gets through at all: one message after another would only fail for a reason that is not its own. It
/// opens by itself after 5 seconds, then 10, 20 … at most 5 minutes, for one more try of each connection.
/// </summary>
internal sealed class MailGate(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lock guard = new();
    private TimeSpan pause = First;
    private DateTime shutUntil;

    /// <summary>Shuts the gate; false when it was shut already.</summary>
    public bool Close()
    {
        lock (guard)
        {
            var now = clock.UtcNow;
            if (shutUntil > now) return false;
            shutUntil = now + pause;
            pause = pause * 2 < Longest ? pause * 2 : Longest;
            return true;
        }
    }

    public void Open()
    {
        lock (guard) (pause, shutUntil) = (First, default);
    }

    /// <summary>Waits until the gate is open; false when the server stops first.</summary>
    public async Task<bool> Opened(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan left;
            lock (guard) left = shutUntil - clock.UtcNow;
            if (left <= TimeSpan.Zero) return true;
            await Task.Delay(left, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return false;
    }
}
