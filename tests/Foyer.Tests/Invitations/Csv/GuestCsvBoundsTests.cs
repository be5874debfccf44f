using System.Text;

namespace Foyer.Tests.Invitations.Csv;

public class GuestCsvBoundsTests
{
    private const long Huge = 300L * 1024 * 1024;

    [Fact]
    public async Task A_line_of_300_MB_is_refused_after_less_than_1_MB()
    {
        var stream = new GeneratedStream("", "x", Huge);
        var problem = await CsvFiles.Refused(stream);
        Assert.Equal(("csv.line_too_long", 1), (problem.Code, problem.Line));
        Assert.Equal("Line 1 is longer than 16,384 characters, so it is not the line of column labels of a CSV file.", problem.Sentence);
        Assert.InRange(stream.Position, 1, 1024 * 1024);
    }

    [Theory]
    [InlineData("x", "csv.line_too_long")]
    [InlineData(",", "csv.line_too_long")]
    [InlineData("\"", "csv.line_too_long")]
    [InlineData("\"x\n\",", "csv.open_quote")]
    [InlineData("\n", "csv.open_quote", "\"")]
    public async Task A_row_of_300_MB_ends_the_rows_after_less_than_1_MB(string repeated, string code, string before = "")
    {
        var stream = new GeneratedStream($"{CsvFiles.Header}\n{CsvFiles.Good}\n{before}", repeated, Huge);
        var (rows, problem) = await CsvFiles.Broken(stream);
        Assert.Single(rows);
        Assert.Equal((code, 3), (problem.Code, problem.Line));
        Assert.InRange(stream.Position, 1, 1024 * 1024);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_a_million_rows()
    {
        const int count = 1_000_000;
        var row = Encoding.UTF8.GetByteCount(CsvFiles.Good) + 1;
        var file = await CsvFiles.Opened(new GeneratedStream(CsvFiles.Header + "\n", CsvFiles.Good + "\n", (long)row * count));

        int read = 0, line = 0;
        long early = 0, peak = 0;
        await foreach (var guest in file.Rows(TestContext.Current.CancellationToken))
        {
            read++;
            line = guest.Line;
            if (read % 100_000 != 0) continue;
            var live = GC.GetTotalMemory(forceFullCollection: true);
            if (early == 0) early = live;
            peak = Math.Max(peak, live);
        }

        Assert.Equal(count, read);
        Assert.Equal(count + 1, line);
        // A million rows kept would be more than 500 MB; the room is for other tests in this process.
        Assert.InRange(peak, 0, early + (100L * 1024 * 1024));
    }

    [Fact]
    public async Task Reading_stops_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var file = await CsvFiles.Opened(new GeneratedStream(CsvFiles.Header + "\n", CsvFiles.Good + "\n", Huge));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var row in file.Rows(stop.Token))
            {
                if (row.Line == 10) await stop.CancelAsync();
            }
        });
    }

    /// <summary>A beginning and then one text over and over, made while it is read.</summary>
    private sealed class GeneratedStream(string start, string repeated, long length) : Stream
    {
        private readonly byte[] start = Encoding.UTF8.GetBytes(start);
        private readonly byte[] repeated = Encoding.UTF8.GetBytes(repeated);
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => start.Length + length;

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, Length - position);
            for (var i = 0; i < count; i++, position++)
                buffer[i] = position < start.Length ? start[position] : repeated[(position - start.Length) % repeated.Length];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
