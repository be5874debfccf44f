using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Foyer.Invitations.Csv;

/// <summary>
/// The characters of an uploaded file, decoded strictly and in blocks. Counts physical lines as an editor does (CRLF, LF or CR)
/// and refuses to hand out more of one record than its limit, so that no file makes the parser behind it buffer without bound.
/// </summary>
internal sealed class CsvText(Stream bytes, Encoding encoding, ReadOnlyMemory<byte> head) : TextReader
{
    private readonly bool isUtf8 = encoding.Equals(Encoding.UTF8);
    private readonly bool isBigEndian = encoding.Equals(Encoding.BigEndianUnicode);
    private readonly byte[] raw = new byte[16 * 1024];
    private readonly char[] chars = new char[GuestCsvLimits.Header + (16 * 1024)];
    private ReadOnlyMemory<byte> head = head;
    private int rawEnd;
    private int start;
    private int end;
    private bool bytesEnded;
    private bool afterReturn;
    private Func<int, GuestCsvProblem>? failure;
    private int handedOut;
    private int recordLine = 1;

    /// <summary>The line of the next character that will be handed out; the first is 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Everything was handed out: the record that the parser returns now may be one that the end cut off.</summary>
    public bool Ended => bytesEnded && start == end && failure is null;

    public CancellationToken Cancellation { get; set; }

    /// <summary>Before each record: where it starts, for the message, and a fresh allowance of characters.</summary>
    public void BeginRecord(int line)
    {
        recordLine = line;
        handedOut = 0;
    }

    /// <summary>The next line up to its end, or null at the end of the file. Line breaks in quotes belong to the line.</summary>
    /// <exception cref="GuestCsvException">The line is too long, or not text.</exception>
    public async ValueTask<string?> PeekLine()
    {
        var quoted = false;
        for (var length = 0; ; length++)
        {
            if (length > GuestCsvLimits.Header) throw new GuestCsvException(GuestCsvProblems.HeaderTooLong(Line));
            if (start + length == end && !await Fill()) return length == 0 ? null : new(chars, start, length);
            var c = chars[start + length];
            if (c == '"') quoted = !quoted;
            else if (c is '\r' or '\n' && !quoted) return new(chars, start, length);
        }
    }

    /// <summary>Goes past a line that was looked at, and past the break that ends it.</summary>
    public async ValueTask SkipLine(string line)
    {
        Advance(line.Length);
        if ((start < end || await Fill()) && chars[start] == '\r') Advance(1);
        if ((start < end || await Fill()) && chars[start] == '\n') Advance(1);
    }

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        // All that was handed out since BeginRecord belongs to one record, otherwise the parser would not ask for more.
        if (handedOut > GuestCsvLimits.Record)
            throw new GuestCsvException(Line > recordLine ? GuestCsvProblems.OpenQuote(recordLine) : GuestCsvProblems.RecordTooLong(recordLine));
        if (start == end && !await Fill()) return 0;

        var count = Math.Min(buffer.Length, end - start);
        chars.AsSpan(start, count).CopyTo(buffer.Span);
        Advance(count);
        handedOut += count;
        return count;
    }

    public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count)).AsTask();

    private void Advance(int count)
    {
        var passed = chars.AsSpan(start, count);
        start += count;
        while (!passed.IsEmpty)
        {
            var at = passed.IndexOfAny('\r', '\n');
            if (at != 0) afterReturn = false;
            if (at < 0) return;
            if (passed[at] == '\r' || !afterReturn) Line++;
            afterReturn = passed[at] == '\r';
            passed = passed[(at + 1)..];
        }
    }

    /// <summary>Decodes another block behind what is left. False at the end of the file.</summary>
    private async ValueTask<bool> Fill()
    {
        chars.AsSpan(start, end - start).CopyTo(chars);
        end -= start;
        start = 0;

        var before = end;
        while (end == before)
        {
            // Whatever was good before the fault was handed out first, so Line is the line of the fault.
            if (failure is not null) throw new GuestCsvException(failure(Line));
            if (bytesEnded) return false;
            await ReadBytes();
            Decode();
        }

        return true;
    }

    private async ValueTask ReadBytes()
    {
        int count;
        if (head.Length > 0)
        {
            count = Math.Min(head.Length, raw.Length - rawEnd);
            head[..count].CopyTo(raw.AsMemory(rawEnd));
            head = head[count..];
        }
        else
        {
            count = await bytes.ReadAsync(raw.AsMemory(rawEnd), Cancellation);
            bytesEnded = count == 0;
        }

        rawEnd += count;
    }

    private void Decode()
    {
        var source = raw.AsSpan(0, rawEnd);
        var target = chars.AsSpan(end, chars.Length - end);
        var status = isUtf8
            ? Utf8.ToUtf16(source, target, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: bytesEnded)
            : Utf16(source, target, out read, out written);
        if (status == OperationStatus.InvalidData) failure = line => GuestCsvProblems.Encoding(line, isUtf8 ? "UTF-8" : "UTF-16");

        var zero = target[..written].IndexOf('\0');
        if (zero >= 0)
        {
            failure = GuestCsvProblems.NotText;
            written = zero;
        }

        end += written;
        source[read..].CopyTo(raw);
        rawEnd = source.Length - read;
    }

    private OperationStatus Utf16(ReadOnlySpan<byte> source, Span<char> target, out int read, out int written)
    {
        written = Math.Min(source.Length / 2, target.Length);
        var units = MemoryMarshal.Cast<byte, ushort>(source)[..written];
        var text = MemoryMarshal.Cast<char, ushort>(target)[..written];
        if (isBigEndian) BinaryPrimitives.ReverseEndianness(units, text);
        else units.CopyTo(text);

        var good = WellFormed(target[..written]);
        var cut = good == written - 1 && char.IsHighSurrogate(target[good]) && !bytesEnded;
        var oddByte = bytesEnded && source.Length % 2 == 1;
        var broken = (good < written && !cut) || (good == written && oddByte);
        written = good;
        read = good * 2;
        return broken ? OperationStatus.InvalidData : OperationStatus.Done;
    }

    /// <summary>How many characters stand before the first surrogate without its partner.</summary>
    private static int WellFormed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0) break;
            i += next;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }

        return text.Length;
    }
}
