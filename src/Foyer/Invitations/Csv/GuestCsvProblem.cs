using static System.FormattableString;

namespace Foyer.Invitations.Csv;

/// <summary>Why a file cannot be read (further): a stable code, one sentence that says what to do, and the line where one is to blame.</summary>
public sealed record GuestCsvProblem(string Code, string Sentence, int? Line = null);

/// <summary>
/// Ends the rows of a file that breaks in the middle. It is an exception, not a property of the file, because a caller who
/// forgot to look would take the beginning of a file for the whole.
/// </summary>
public sealed class GuestCsvException(GuestCsvProblem problem) : Exception(problem.Sentence)
{
    public GuestCsvProblem Problem { get; } = problem;
}

/// <summary>Every reason to refuse a file.</summary>
internal static class GuestCsvProblems
{
    private const string SaveAsCsv = "in Excel choose “Save As”, type “CSV UTF-8”, and upload that file";

    public static readonly GuestCsvProblem Empty = new("csv.empty", "The file is empty: choose one that has column labels and a row for each guest.");

    public static readonly GuestCsvProblem OnlyBlankLines = new("csv.blank", "The file has only blank lines: it needs column labels and a row for each guest.");

    public static readonly GuestCsvProblem NoRows = new("csv.no_rows", "The file has column labels but no guest below them: add a row for each guest.");

    public static GuestCsvProblem NotCsv(string what) => new("csv.not_csv", $"This is {what}, not a CSV file: {SaveAsCsv}.");

    public static GuestCsvProblem NotText(int line) => new("csv.not_text", $"Line {line} contains bytes that no text has, so this is not a CSV file: {SaveAsCsv}.", line);

    public static GuestCsvProblem Encoding(int line, string encoding) =>
        new("csv.encoding", $"Line {line} is not valid {encoding}, so letters with accents would be lost: {SaveAsCsv}.", line);

    public static GuestCsvProblem NoHeader(int line, string expected) =>
        new("csv.no_header", $"Line {line} has no column labels: put this line before the first guest: {expected}", line);

    public static GuestCsvProblem HeaderTooLong(int line) =>
        new("csv.line_too_long", Invariant($"Line {line} is longer than {GuestCsvLimits.Header:N0} characters, so it is not the line of column labels of a CSV file."), line);

    public static GuestCsvProblem MissingColumns(int line, IReadOnlyList<string> labels) => new(
        "csv.missing_column",
        $"Line {line} lacks the column{(labels.Count > 1 ? "s" : "")} {string.Join(", ", labels.Select(label => $"“{label}”"))}: add {(labels.Count > 1 ? "them" : "it")} and fill {(labels.Count > 1 ? "them" : "it")} in for every guest.",
        line);

    public static GuestCsvProblem DuplicateColumn(int line, string label) =>
        new("csv.duplicate_column", $"Line {line} has the column “{label}” twice: remove one of them.", line);

    public static GuestCsvProblem Version(int line, string version) =>
        new("csv.version", $"Line {line} says version “{version}”, but only v1.0 of the bulk invite template is known.", line);

    public static GuestCsvProblem Separator(int line) =>
        new("csv.separator", $"Line {line} names a separator that is not known: use a comma, a semicolon or a tab.", line);

    public static GuestCsvProblem RecordTooLong(int line) =>
        new("csv.line_too_long", Invariant($"Line {line} is longer than {GuestCsvLimits.Record:N0} characters: shorten or remove it. Reading stopped there."), line);

    public static GuestCsvProblem OpenQuote(int line) =>
        new("csv.open_quote", $"A quotation mark that opens on line {line} is never closed: close or remove it. Reading stopped there.", line);
}
