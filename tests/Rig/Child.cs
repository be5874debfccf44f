using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Foyer.Rig;

/// <summary>A program that runs beside the tests and cannot outlive them, however they end.</summary>
internal sealed class Child : IAsyncDisposable
{
    public const int SigInt = 2, SigQuit = 3, SigTerm = 15;

    // The kernel sends the parent-death signal when the *thread* that started the child ends, and pool threads come and go.
    // So one thread starts all children and lives as long as the process.
    private static readonly BlockingCollection<Action> Starts = [];

    private readonly Process process;
    private readonly StringBuilder output = new();

    static Child()
    {
        new Thread(() =>
        {
            foreach (var start in Starts.GetConsumingEnumerable())
            {
                start();
            }
        })
        { IsBackground = true, Name = "rig children" }.Start();
    }

    private Child(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Everything it printed so far, standard output and error as they came.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>
    /// Starts <paramref name="file"/>; as root, under the system user <paramref name="user"/> if one is given. It gets
    /// <paramref name="whenOrphaned"/> when the tests end without stopping it.
    /// </summary>
    public static Child Start(
        string file, IEnumerable<string> arguments, string? user = null, string folder = "/",
        IReadOnlyDictionary<string, string?>? environment = null, string whenOrphaned = "KILL")
    {
        IEnumerable<string> identity = user is not null && Tool.IsRoot ? ["--reuid", user, "--regid", user, "--init-groups"] : [];
        var start = new ProcessStartInfo(
            Tool.Find("setpriv", "util-linux"), [.. identity, "--pdeathsig", whenOrphaned, "--", file, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var child = new Child(new Process { StartInfo = start });
        child.process.OutputDataReceived += child.Keep;
        child.process.ErrorDataReceived += child.Keep;

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                child.process.Start();
                started.SetResult();
            }
            catch (Exception e)
            {
                started.SetException(new RigException($"{file} did not start: {e.Message}", e));
            }
        });
        started.Task.GetAwaiter().GetResult();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until <paramref name="ready"/>; throws with the program's output when it ends first or takes too long.</summary>
    public Task Until(string what, Func<CancellationToken, Task<bool>> ready, TimeSpan timeout, CancellationToken ct) =>
        Eventually.Is(
            async token => HasExited
                ? throw new RigException($"It ended with {ExitCode} before {what}:\n{Output}")
                : await ready(token),
            timeout, () => $"Not {what} within {timeout.TotalSeconds:0} s:\n{Output}", ct);

    public Task UntilListening(int port, CancellationToken ct) => Until(
        $"listening on port {port}",
        async token =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port, token);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(20), ct);

    /// <summary>Asks it to end and waits; kills it when it has not ended in time. True when it ended by itself.</summary>
    public async Task<bool> Stop(int signal, TimeSpan timeout)
    {
        if (!HasExited)
        {
            _ = Tool.Signal(Id, signal);
        }

        using var patience = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await Kill();
            return false;
        }
    }

    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (output)
        {
            output.AppendLine(e.Data);
        }
    }
}
