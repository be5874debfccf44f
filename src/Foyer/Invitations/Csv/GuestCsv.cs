using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Foyer.Invitations.Csv;

/// <summary>The outcome of opening: a file whose rows can be read, or the reason why there are none.</summary>
public readonly record struct GuestCsvOpening(GuestCsvFile? File, GuestCsvProblem? Problem)
{
    public bool Failed([NotNullWhen(true)] out GuestCsvProblem? problem, [NotNullWhen(false)] out GuestCsvFile? file)
    {
        problem = Problem;
        file = File;
        return problem is not null;
    }
}

/// <summary>
/// Reads the CSV files by which guests are invited, as real files come: UTF-8 or UTF-16, any line end, comma, semicolon or tab,
/// labels in any order and case (contract 6, contract digest 1.1 and 4.1). Pure: it knows neither the store nor the clock.
/// </summary>
public static class GuestCsv
{
    private const int HeadBytes = 4 * 1024;
    private static readonly char[] Delimiters = [',', ';', '\t'];

    /// <summary>
    /// Reads up to the column labels. The stream stays open and belongs to the caller; it is read once, forward only, and must
    /// stay until the rows are read.
    /// </summary>
    public static async Task<GuestCsvOpening> Open(Stream stream, CancellationToken ct = default)
    {
        var head = new byte[HeadBytes];
        var length = await stream.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, ct);
        if (FileKind.Foreign(head.AsSpan(0, length)) is { } foreign) return new(null, GuestCsvProblems.NotCsv(foreign));

        var (encoding, mark) = FileKind.Text(head.AsSpan(0, length));
        if (length == mark) return new(null, GuestCsvProblems.Empty);
        try
        {
            var text = new CsvText(stream, encoding, head.AsMemory(mark, length - mark)) { Cancellation = ct };
            return await ReadHeader(text, encoding);
        }
        catch (GuestCsvException broken)
        {
            return new(null, broken.Problem);
        }
    }

    private static async Task<GuestCsvOpening> ReadHeader(CsvText text, Encoding encoding)
    {
        char? delimiter = null;
        var portal = false;
        while (await text.PeekLine() is { } line)
        {
            var at = text.Line;
            if (IsBlank(line))
            {
                await text.SkipLine(line);
            }
            else if (Directive(line, "sep=") is { } separator)
            {
                if (separator.Length == 0 || !Delimiters.Contains(separator[0])) return new(null, GuestCsvProblems.Separator(at));
                delimiter = separator[0];
                await text.SkipLine(line);
            }
            else if (Directive(line, "version:") is { } version)
            {
                version = version.Split([.. Delimiters, '"'])[0].Trim();
                if (!version.StartsWith("v1.", StringComparison.OrdinalIgnoreCase)) return new(null, GuestCsvProblems.Version(at, Web.Printable.Excerpt(version)));
                portal = true;
                await text.SkipLine(line);
            }
            else
            {
                var (chosen, cells) = Sniff(line, delimiter);
                if (GuestColumns.Read(cells, portal, at, out var problem) is not { } columns) return new(null, problem);
                await text.SkipLine(line);
                return new(new GuestCsvFile(text, encoding, chosen, columns), null);
            }
        }

        return new(null, portal || delimiter is not null ? GuestCsvProblems.NoHeader(text.Line, GuestColumns.Expected(portal)) : GuestCsvProblems.OnlyBlankLines);
    }

    /// <summary>Spreadsheets save an empty row as its separators.</summary>
    private static bool IsBlank(string line) => line.All(c => char.IsWhiteSpace(c) || c is ',' or ';' or '"');

    private static string? Directive(string line, string name)
    {
        var text = line.TrimStart(' ', '"');
        return text.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? text[name.Length..] : null;
    }

    /// <summary>The delimiter under which most labels are known, then the one that makes most cells, then the comma.</summary>
    private static (char Delimiter, string[] Cells) Sniff(string header, char? told) =>
        (told is { } only ? [only] : Delimiters)
            .Select(delimiter => (Delimiter: delimiter, Cells: Split(header, delimiter)))
            .MaxBy(split => (GuestColumns.CountKnown(split.Cells), split.Cells.Length));

    private static string[] Split(string header, char delimiter)
    {
        using var reader = new StringReader(header);
        using var parser = new CsvParser(reader, Configuration(delimiter), leaveOpen: true);
        return parser.Read() ? [.. parser.Record!.Select(cell => cell.Trim())] : [];
    }

    /// <summary>One dialect for labels and rows. Blank lines are not skipped here: a million of them must not count as one record.</summary>
    internal static CsvConfiguration Configuration(char delimiter) => new(CultureInfo.InvariantCulture)
    {
        Delimiter = delimiter.ToString(),
        BadDataFound = null,
        IgnoreBlankLines = false,
        TrimOptions = TrimOptions.Trim,
        WhiteSpaceChars = delimiter == '\t' ? [' '] : [' ', '\t'],
        BufferSize = 16 * 1024,
    };
}
