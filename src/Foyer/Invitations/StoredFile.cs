using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>The stored file of a batch as a stream: one part in memory at a time.</summary>
internal sealed class StoredFile(FoyerDb db, Guid batchId) : ForwardStream
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
}
