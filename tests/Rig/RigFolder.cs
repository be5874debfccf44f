using System.Diagnostics;
using System.Globalization;

namespace Foyer.Rig;

/// <summary>A private temporary folder, gone when its owner is done, when the process ends, or at the latest when the next one starts.</summary>
public sealed class RigFolder : IDisposable
{
    private const string Prefix = "foyer-rig-";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    static RigFolder()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete($"{Prefix}{Environment.ProcessId}-*");

        // A killed test run could not tidy up.
        foreach (var left in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(left)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !Directory.Exists($"/proc/{id}"))
            {
                Delete(System.IO.Path.GetFileName(left));
            }
        }
    }

    public RigFolder()
    {
        Path = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
        File.SetUnixFileMode(Path, Readable);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder below, for a daemon that may run as another user.</summary>
    public string Sub(string name) => Directory.CreateDirectory(this[name], Readable).FullName;

    public void Dispose() => Delete(System.IO.Path.GetFileName(Path));

    private static void Delete(string pattern)
    {
        foreach (var folder in Directory.GetDirectories(System.IO.Path.GetTempPath(), pattern))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A daemon was still writing; the next run deletes it.
                Debug.WriteLine(e.Message);
            }
        }
    }
}
