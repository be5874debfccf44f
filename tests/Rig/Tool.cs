using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Foyer.Rig;

/// <summary>The programs of the system that the rig runs.</summary>
internal static partial class Tool
{
    private const int Root = 0;

    private static readonly string[] Folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    public static bool IsRoot => EffectiveUser() == Root;

    /// <summary>The path of <paramref name="program"/>; says which package is missing when it is not there.</summary>
    public static string Find(string program, string package, params string[] alsoIn) =>
        alsoIn.Concat(Folders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new RigException($"{program} is not installed (Debian package {package}): run ./dev test, which installs it.");

    /// <summary>Runs a short command to its end; throws with what it printed when it fails.</summary>
    public static async Task Run(string file, IEnumerable<string> arguments, string? input = null, CancellationToken ct = default)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start) ?? throw new RigException($"{file} did not start.");
        var printed = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.StandardInput.WriteAsync(input.AsMemory(), ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
        {
            throw new RigException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {string.Join('\n', await printed)}");
        }
    }

    /// <summary>Gives <paramref name="path"/> and all below to a system user; nothing to do for somebody who is not root.</summary>
    public static Task GiveTo(string user, string path, CancellationToken ct) =>
        IsRoot ? Run(Find("chown", "coreutils"), ["-R", $"{user}:", path], ct: ct) : Task.CompletedTask;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial int EffectiveUser();

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Signal(int process, int signal);
}

/// <summary>The rig could not do what a test asked for; the message says what to do.</summary>
public sealed class RigException : Exception
{
    public RigException()
    {
    }

    public RigException(string message)
        : base(message)
    {
    }

    public RigException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
