using System.Diagnostics;
using System.Globalization;
using Foyer.Rig;

namespace Foyer.Bench;

/// <summary>Runs <c>./dev up</c> as a newcomer would, on a fresh data folder, and asks the server process for its memory.</summary>
internal static class DevUp
{
    public sealed record Started(TimeSpan Ready, double IdleMegabytes);

    public static async Task<Started> Run()
    {
        using var folder = new RigFolder();
        var port = Ports.Free();
        var start = new ProcessStartInfo(Path.Combine(ServerProcess.RepositoryRoot(), "dev"), ["up", "--port", port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["FOYER_DATA"] = folder["data"] },
        };
        var watch = Stopwatch.StartNew();
        using var dev = Process.Start(start)!;
        try
        {
            dev.ErrorDataReceived += static (_, _) => { };
            dev.BeginErrorReadLine();
            while (await dev.StandardOutput.ReadLineAsync() is { } line)
                if (line.StartsWith("Foyer is ready", StringComparison.Ordinal)) break;
            var ready = watch.Elapsed;
            await Task.Delay(TimeSpan.FromSeconds(5)); // idle means: what starting needed has been given back
            return new(ready, MegabytesOf(ServerOf(dev.Id)));
        }
        finally
        {
            using var stop = Process.Start("kill", ["-INT", dev.Id.ToString(CultureInfo.InvariantCulture)]);
            await dev.WaitForExitAsync();
        }
    }

    private static int ServerOf(int dev) =>
        Process.GetProcessesByName("foyer").Single(p => Parents(p.Id).Contains(dev)).Id;

    private static IEnumerable<int> Parents(int id)
    {
        while (id > 1)
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            id = int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            yield return id;
        }
    }

    private static double MegabytesOf(int id) =>
        int.Parse(File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
}

internal sealed class StartReady : IBenchmark
{
    private const double Bar = 5;

    public string Name => "start.ready";

    public async Task<Figure> Run()
    {
        var rounds = new List<double>();
        for (var i = 0; i < 3; i++) rounds.Add((await DevUp.Run()).Ready.TotalSeconds);
        var median = rounds.Order().ElementAt(rounds.Count / 2);
        return new(median, "s", Bar, "bar: at most 5 s", median / Bar, rounds);
    }
}

internal sealed class StartMemory : IBenchmark
{
    private const double Bar = 250;

    public string Name => "start.memory";

    public async Task<Figure> Run()
    {
        var rounds = new List<double>();
        for (var i = 0; i < 3; i++) rounds.Add((await DevUp.Run()).IdleMegabytes);
        var median = rounds.Order().ElementAt(rounds.Count / 2);
        return new(median, "MB", Bar, "bar: at most 250 MB", median / Bar, rounds);
    }
}
