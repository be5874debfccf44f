using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>The stored file of a batch as a stream: one part in memory at a time.</summary>
internal sealed class StoredFile(FoyerDb db, Guid batchId) : Stream
{
    public const int PartBytes = 256 * 1024;

    private byte[] part = [];
    private int at;
    private int next;
    private bool ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at == part.Length && !ended)
        {
            var number = next++;
            var read = await db.BatchFileParts.Where(p => p.BatchId == batchId && p.Number == number).Select(p => p.Bytes).SingleOrDefaultAsync(cancellationToken);
            (part, at, ended) = (read ?? [], 0, read is null);
        }

        var count = Math.Min(buffer.Length, part.Length - at);
        part.AsMemory(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
