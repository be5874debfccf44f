using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace Foyer.Invitations.Csv;

/// <summary>An opened file. Its rows are read from the stream as they are asked for, once.</summary>
public sealed class GuestCsvFile
{
    private readonly CsvText text;
    private readonly GuestColumns columns;
    private bool enumerated;
    private int passed;

    internal GuestCsvFile(CsvText text, Encoding encoding, char delimiter, GuestColumns columns)
    {
        this.text = text;
        this.columns = columns;
        Encoding = encoding;
        Delimiter = delimiter;
    }

    public GuestCsvFormat Format => columns.Format;

    public char Delimiter { get; }

    public Encoding Encoding { get; }

    /// <summary>Labels that mean nothing here, as they stand in the file. Their cells are not read.</summary>
    public IReadOnlyList<string> UnknownColumns => columns.Unknown;

    /// <summary>Every row that is not blank, whether its cells are good or not.</summary>
    /// <exception cref="GuestCsvException">The file breaks here; the rows before were handed out.</exception>
    public IAsyncEnumerable<GuestCsvRow> Rows(CancellationToken ct = default) => Rows(0, ct);

    /// <summary>The same without the first <paramref name="skip"/> rows, whose cells are not even looked at.</summary>
    public async IAsyncEnumerable<GuestCsvRow> Rows(int skip, [EnumeratorCancellation] CancellationToken ct = default)
    {
        if (enumerated) throw new InvalidOperationException("The rows of a file can be read once.");
        enumerated = true;
        text.Cancellation = ct;

        using var parser = new CsvParser(text, GuestCsv.Configuration(Delimiter), leaveOpen: true);
        var reader = new GuestCsvRowReader(parser, columns);
        var before = text.Line - 1;
        var first = true;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var line = before + parser.RawRow + 1;
            var position = parser.CharCount;
            text.BeginRecord(line);
            if (!await parser.ReadAsync()) yield break;
            Check(parser, line, position);

            if (reader.IsBlank()) continue;
            if (first && columns.Format == GuestCsvFormat.PortalV1 && reader.IsExample()) continue;
            first = false;
            if (passed++ < skip) continue;
            yield return reader.Read(line);
        }
    }

    /// <summary>Reads the file to its end without looking into cells: how many rows it has.</summary>
    /// <exception cref="GuestCsvException">The file breaks somewhere.</exception>
    public async Task<int> Count(CancellationToken ct = default)
    {
        await foreach (var _ in Rows(int.MaxValue, ct)) break;
        return passed;
    }

    private void Check(CsvParser parser, int line, long position)
    {
        if (parser.CharCount - position > GuestCsvLimits.Record) throw new GuestCsvException(GuestCsvProblems.RecordTooLong(line));
        // Only the end of the file cuts a record off inside quotes; everything behind that quote would silently be one cell.
        if (text.Ended && EndsInQuotes(parser.RawRecord, Delimiter)) throw new GuestCsvException(GuestCsvProblems.OpenQuote(line));
    }

    private static bool EndsInQuotes(ReadOnlySpan<char> record, char delimiter)
    {
        bool quoted = false, cellStarts = true, cellIsQuoted = false;
        foreach (var c in record)
        {
            if (c == '"' && (cellStarts || cellIsQuoted))
            {
                quoted = !quoted;
                cellIsQuoted = true;
            }
            else if (!quoted && c == delimiter)
            {
                cellIsQuoted = false;
            }

            cellStarts = !quoted && (c == delimiter || (cellStarts && c is ' ' or '\t'));
        }

        return quoted;
    }
}
