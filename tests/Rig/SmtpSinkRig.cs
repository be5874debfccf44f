namespace Foyer.Rig;

/// <summary>
/// Postfix's smtp-sink: takes every message at once and forgets it, so that a benchmark measures the sender. It knows neither
/// TLS nor AUTH; <see cref="PostfixRig"/> does.
/// </summary>
public sealed class SmtpSinkRig : IAsyncDisposable
{
    private const int Backlog = 200;

    private readonly RigFolder folder;
    private readonly Child sink;

    private SmtpSinkRig(RigFolder folder, Child sink, int port)
    {
        this.folder = folder;
        this.sink = sink;
        Port = port;
    }

    public string Host { get; } = "127.0.0.1";

    public int Port { get; }

    /// <summary>The messages kept so far, one file each; empty unless started with <c>dump</c>.</summary>
    public IReadOnlyList<string> Messages => Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);

    /// <summary>
    /// Starts a sink. <paramref name="options"/> go to smtp-sink as they are: <c>"-r", "rcpt"</c> answers that command with a
    /// lasting error, <c>"-q", "data"</c> hangs up on it, <c>"-w", "1"</c> waits a second before each answer.
    /// </summary>
    public static async Task<SmtpSinkRig> Start(bool dump = false, IEnumerable<string>? options = null, CancellationToken ct = default)
    {
        var home = new RigFolder();
        var messages = home.Sub("messages");
        await Tool.GiveTo("postfix", messages, ct);
        var port = Ports.Free();
        IEnumerable<string> keep = dump ? ["-d", messages + "/%M."] : [];

        // It refuses to be root, and -u would lose the parent-death signal: so it starts as the unprivileged user.
        var child = Child.Start(
            Tool.Find("smtp-sink", "postfix"), [.. keep, .. options ?? [], $"127.0.0.1:{port}", $"{Backlog}"], "postfix", messages);
        var rig = new SmtpSinkRig(home, child, port);
        try
        {
            await child.UntilListening(port, ct);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await sink.DisposeAsync();
        folder.Dispose();
    }
}
