namespace Foyer.Web;

/// <summary>Files that nobody but the account of the server may read: keys, mail, the demo's passwords.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Also shuts a directory that was there before, made by <c>mkdir</c> or a volume, as far as it is ours to shut.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(path, Owner);
        if ((File.GetUnixFileMode(path) & ~Owner) == UnixFileMode.None) return;
        try { File.SetUnixFileMode(path, Owner); }
        catch (UnauthorizedAccessException) { return; } // somebody else's, who lets us in: what we write into it is private by itself
    }

    /// <summary>An empty file for a program that would make it readable for everybody; does nothing when it is there.</summary>
    public static void Touch(string path)
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    public static async Task Write(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new FileStream(path, options);
        await stream.WriteAsync(bytes, ct);
    }
}
