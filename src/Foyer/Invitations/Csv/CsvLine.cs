using System.Buffers;
using System.Text;

namespace Foyer.Invitations.Csv;

/// <summary>Writes CSV for download, one line at a time (RFC 4180: commas, quotes doubled, CRLF), every cell defused.</summary>
public static class CsvLine
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",;\t\"\r\n");

    /// <summary>One complete line, its end included: <c>await writer.WriteAsync(CsvLine.Of(…))</c>.</summary>
    public static string Of(params ReadOnlySpan<string?> cells)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) line.Append(',');
            var cell = CsvCell.Defuse(cells[i]);
            // Blanks at the edges are quoted too: some readers drop them otherwise.
            if (cell.AsSpan().ContainsAny(NeedsQuotes) || (cell.Length > 0 && (cell[0] == ' ' || cell[^1] == ' ')))
                line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else line.Append(cell);
        }

        return line.Append("\r\n").ToString();
    }
}
