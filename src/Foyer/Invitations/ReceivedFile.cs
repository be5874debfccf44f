using System.Security.Cryptography;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>
/// A file on its way in: whatever reads it here leaves a copy on disk, hashed and counted. So a slow sender holds no transaction
/// open, and a file is refused while it is still arriving.
/// </summary>
internal sealed class ReceivedFile : ForwardStream
{
    private readonly Stream source;
    private readonly long limit;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private ReceivedFile(Stream source, FileStream copy, long limit) => (this.source, Copy, this.limit) = (source, copy, limit);

    /// <summary>The copy; it is gone when this is disposed, or when the process dies.</summary>
    public FileStream Copy { get; }

    public static ReceivedFile Of(Stream source, FoyerOptions options)
    {
        var folder = Path.Combine(options.Data, "uploads");
        PrivateFiles.CreateDirectory(folder);
        var path = Path.Combine(folder, Path.GetRandomFileName());
        var copy = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 64 * 1024,
        });
        if (!OperatingSystem.IsWindows()) File.Delete(path); // an open file lives on without a name, and leaves nothing behind
        return new ReceivedFile(source, copy, options.Invitations.MaxFileBytes);
    }

    public byte[] Hash() => hash.GetCurrentHash();

    /// <exception cref="FileTooLargeException">More came than the limit allows.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken);
        if (Copy.Position + count > limit) throw new FileTooLargeException();
        hash.AppendData(buffer.Span[..count]);
        await Copy.WriteAsync(buffer[..count], cancellationToken);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Copy.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }
}

internal sealed class FileTooLargeException : Exception;
