using System.Globalization;
using CsvHelper;
using Foyer.Web;

namespace Foyer.Invitations.Csv;

/// <summary>Turns the record that the parser stands on into a row, and collects what is wrong with its cells.</summary>
internal sealed class GuestCsvRowReader(CsvParser parser, GuestColumns columns)
{
    private readonly int lastRequired = columns.LastRequired;
    private readonly RepeatedCell<string?> contactUrl = new(CellRules.Url);
    private readonly RepeatedCell<string?> replyUrl = new(CellRules.Url);
    private readonly RepeatedCell<IReadOnlyList<Guid>?> apps = new(text => CellRules.Ids(text, "an app"));
    private readonly RepeatedCell<IReadOnlyList<Guid>?> groups = new(text => CellRules.Ids(text, "a group"));
    private readonly RepeatedCell<Guid?> brandingApp = new(CellRules.AppId);
    private readonly RepeatedCell<string?> language = new(CellRules.Language);
    private readonly RepeatedCell<DateOnly?> expires = new(CellRules.Date);
    private readonly RepeatedCell<EmailAddress?> sponsor = new(CellRules.Address);
    private List<CellProblem>? errors;

    /// <summary>The parser makes a new string whenever a cell is asked for, and the first is asked for twice.</summary>
    private string first = "";

    /// <summary>To be asked first, after each record.</summary>
    public bool IsBlank()
    {
        first = parser.Count > 0 ? parser[0] : "";
        if (!string.IsNullOrWhiteSpace(first)) return false;
        for (var i = 1; i < parser.Count; i++)
        {
            if (!string.IsNullOrWhiteSpace(parser[i])) return false;
        }

        return true;
    }

    /// <summary>The portal's template comes with a row to be replaced, and people leave it in.</summary>
    public bool IsExample() => first.TrimStart().StartsWith("Example:", StringComparison.OrdinalIgnoreCase);

    public GuestCsvRow Read(int line)
    {
        errors = null;
        CheckLength();
        var email = Cell(GuestColumn.Email);
        return new()
        {
            Line = line,
            Email = email,
            Address = Judge(GuestColumn.Email, email, CellRules.Address),
            DisplayName = Judge(GuestColumn.DisplayName, Cell(GuestColumn.DisplayName), CellRules.DisplayName),
            InviteAppId = Judge(GuestColumn.InviteAppId, brandingApp),
            InviteReplyUrl = Judge(GuestColumn.InviteReplyUrl, replyUrl),
            AppIds = Judge(GuestColumn.InviteAppResources, apps) ?? [],
            GroupIds = Judge(GuestColumn.InviteGroupResources, groups) ?? [],
            ContactUsUrl = Judge(GuestColumn.InviteContactUsUrl, contactUrl),
            Language = Judge(GuestColumn.Language, language),
            AccessExpires = Judge(GuestColumn.AccessExpires, expires),
            Message = Judge(GuestColumn.Message, Cell(GuestColumn.Message), CellRules.Message),
            Sponsor = Judge(GuestColumn.Sponsor, sponsor),
            SendMail = Judge(GuestColumn.SendMail, Cell(GuestColumn.SendMail), CellRules.Flag) ?? true,
            Errors = errors is null ? [] : errors,
        };
    }

    private void CheckLength()
    {
        if (parser.Count <= lastRequired)
        {
            Add(null, new(
                "row.too_short",
                $"The row has {parser.Count} of {columns.Count} cells: add the missing ones, or their separators ({SeparatorName})."));
        }

        for (var i = columns.Count; i < parser.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(parser[i])) continue;
            Add(null, new(
                "row.too_long",
                $"The row has more cells than there are labels ({columns.Count}): put a cell that contains a {SeparatorName} in quotation marks."));
            return;
        }
    }

    private string SeparatorName => parser.Delimiter switch { ";" => "semicolon", "\t" => "tab", _ => "comma" };

    private T? Judge<T>(GuestColumn column, RepeatedCell<T> rule)
    {
        var text = Cell(column);
        return Judge(column, text, rule.Judge);
    }

    private T? Judge<T>(GuestColumn column, string text, Func<string, Judged<T>> rule)
    {
        if (text.Length == 0) return default;
        var judged = rule(text);
        if (judged.Wrong is { } wrong) Add(column, wrong);
        return judged.Value;
    }

    /// <summary>The trimmed cell; empty when there is none, or when it is too long to be looked at.</summary>
    private string Cell(GuestColumn column)
    {
        var index = columns[column];
        if (index < 0) return "";
        var text = index == 0 ? first.Trim() : index < parser.Count ? parser[index].Trim() : "";
        if (text.Length == 0 && columns.IsRequired(column) && index < parser.Count)
            Add(column, new("cell.empty", $"“{columns.Label(column)}” is empty: fill it in."));
        if (text.Length <= GuestCsvLimits.Cell) return text;
        Add(column, new("cell.too_long", string.Create(CultureInfo.InvariantCulture, $"The cell has {text.Length:N0} characters: shorten it to {GuestCsvLimits.Cell:N0} at most.")));
        return "";
    }

    private void Add(GuestColumn? column, CellFault fault) =>
        (errors ??= []).Add(new(column is { } known ? columns.Label(known) : null, fault.Code, fault.Reason));
}

/// <summary>Judges a column whose cells repeat from row to row, as ids, links and languages do: equal cells are judged once in a row.</summary>
internal sealed class RepeatedCell<T>(Func<string, Judged<T>> rule)
{
    private string? last;
    private Judged<T> judged;

    public Judged<T> Judge(string text)
    {
        if (string.Equals(text, last, StringComparison.Ordinal)) return judged;
        judged = rule(text);
        last = text;
        return judged;
    }
}
