using System.Globalization;
using System.Text;
using Foyer.Web;

namespace Foyer.Invitations.Csv;

internal sealed record CellFault(string Code, string Reason);

/// <summary>A value, or what is wrong with it.</summary>
internal readonly record struct Judged<T>(T? Value, CellFault? Wrong)
{
    public static implicit operator Judged<T>(CellFault wrong) => new(default, wrong);

    public static implicit operator Judged<T>(T value) => new(value, null);
}

/// <summary>The shape that each kind of cell must have. Cells come trimmed and not empty; whether an id exists is for others to know.</summary>
internal static class CellRules
{
    public static Judged<EmailAddress?> Address(string text) =>
        EmailAddress.TryParse(text, out var address, out var problem) ? address : new CellFault(problem.Code, problem.Reason);

    public static Judged<string?> DisplayName(string text)
    {
        if (text.Length > GuestCsvLimits.DisplayName)
            return new CellFault("name.too_long", $"The name has {text.Length} characters: shorten it to {GuestCsvLimits.DisplayName} at most.");
        return HasForbidden(text, lineBreaks: false)
            ? new CellFault("name.characters", $"The name “{Printable.Excerpt(text)}” contains a line break or an invisible character: type it again.")
            : text;
    }

    public static Judged<string?> Message(string text)
    {
        if (text.Length > GuestCsvLimits.Message)
            return new CellFault("message.too_long", string.Create(CultureInfo.InvariantCulture, $"The message has {text.Length:N0} characters: shorten it to {GuestCsvLimits.Message:N0} at most."));
        return HasForbidden(text, lineBreaks: true)
            ? new CellFault("message.characters", "The message contains invisible characters other than line breaks: type it again as plain text.")
            : text;
    }

    public static Judged<Guid?> AppId(string text) =>
        ParseId(text) is { } id ? new Judged<Guid?>(id, null) : NotAnId(text, "an app", "one id is expected here");

    public static Judged<IReadOnlyList<Guid>?> Ids(string text, string what)
    {
        var ids = new List<Guid>();
        foreach (var part in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (ParseId(part) is not { } id) return NotAnId(part, what, "several ids are separated by a blank");
            if (!ids.Contains(id)) ids.Add(id);
            if (ids.Count > GuestCsvLimits.IdsInCell)
                return new CellFault("id.too_many", $"The cell has more than {GuestCsvLimits.IdsInCell} ids: spread them over several files.");
        }

        return ids;
    }

    public static Judged<string?> Url(string text)
    {
        if (text.Length > GuestCsvLimits.Url)
            return new CellFault("url.too_long", string.Create(CultureInfo.InvariantCulture, $"The link has {text.Length:N0} characters: shorten it to {GuestCsvLimits.Url:N0} at most."));
        var good = (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            && !text.Contains('\\', StringComparison.Ordinal) && !HasHidden(text)
            && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            && uri.UserInfo.Length == 0; // https://contoso.example@elsewhere.example is a trick
        return good ? text : new CellFault("url.malformed", $"“{Printable.Excerpt(text)}” is not a link: write it in full, as https://www.contoso.example/contact.");
    }

    public static Judged<string?> Language(string text) =>
        GuestLanguages.Find(text) ?? (Judged<string?>)new CellFault(
            "language.unknown",
            $"“{Printable.Excerpt(text)}” is not a language that invitations are written in: use one of {string.Join(", ", GuestLanguages.All)}.");

    public static Judged<DateOnly?> Date(string text)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return new CellFault("date.malformed", $"“{Printable.Excerpt(text)}” is not a date: write year-month-day, as 2027-01-31.");
        // The access ends with the day that follows, in any time zone: the last days of the calendar have none.
        return date.Year < DateOnly.MaxValue.Year
            ? new Judged<DateOnly?>(date, null)
            : new CellFault("date.too_far", $"The year {date.Year} is too far away: leave the cell empty for access without an end.");
    }

    public static Judged<bool?> Flag(string text) => bool.TryParse(text, out var flag)
        ? new Judged<bool?>(flag, null)
        : new CellFault("flag.malformed", $"“{Printable.Excerpt(text)}” is neither true nor false: write one of them, or leave the cell empty for true.");

    private static CellFault NotAnId(string text, string what, string hint) => new(
        "id.malformed",
        $"“{Printable.Excerpt(text)}” is not {what} id: an id looks like 3f2504e0-4f89-41d3-9a0c-0305e82c3301, and {hint}.");

    private static Guid? ParseId(ReadOnlySpan<char> text) =>
        Guid.TryParseExact(text, "D", out var id) || Guid.TryParseExact(text, "B", out id) ? id : null;

    /// <summary>Invisible characters and blanks: no link has them.</summary>
    private static bool HasHidden(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Printable.IsHidden(rune.Value) || Rune.IsWhiteSpace(rune)) return true;
        }

        return false;
    }

    private static bool HasForbidden(string text, bool lineBreaks)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f') continue;
            if (char.IsControl(c) && !(lineBreaks && (c is '\r' or '\n' or '\t'))) return true;
            // Line separators and marks that change the direction of reading. Joiners stay: names of many scripts need them.
            if (c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')) return true;
            if (!char.IsSurrogate(c)) continue;
            if (!char.IsSurrogatePair(text, i)) return true;
            i++;
        }

        return false;
    }
}
