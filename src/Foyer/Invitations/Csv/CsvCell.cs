namespace Foyer.Invitations.Csv;

/// <summary>Cells on their way out to a spreadsheet.</summary>
public static class CsvCell
{
    /// <summary>
    /// Puts an apostrophe before a cell that a spreadsheet would run as a formula (security rule 17). The full-width signs count
    /// too, since Excel takes them for the narrow ones, and leading blanks do not hide a sign.
    /// </summary>
    public static string Defuse(string? cell)
    {
        if (string.IsNullOrEmpty(cell)) return "";
        if (cell[0] is '\t' or '\r' or '\n') return "'" + cell;
        var start = cell.AsSpan().TrimStart();
        return !start.IsEmpty && start[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' ? "'" + cell : cell;
    }
}
