namespace Foyer.Invitations.Csv;

/// <summary>The two layouts of files that people have.</summary>
public enum GuestCsvFormat
{
    /// <summary>The labels of the 2016 reference (contract digest 1.1) with our three additions.</summary>
    Reference2016,

    /// <summary>The bulk invite template of today's portal, <c>version:v1.0</c> (contract digest 4.1).</summary>
    PortalV1,
}

internal enum GuestColumn
{
    Email,
    DisplayName,
    InviteAppId,
    InviteReplyUrl,
    InviteAppResources,
    InviteGroupResources,
    InviteContactUsUrl,
    Language,
    AccessExpires,
    Message,
    Sponsor,
    SendMail,
}

/// <summary>Which cell of a row holds what, found by label: in any order and any case, optional ones may be missing.</summary>
internal sealed class GuestColumns
{
    private const string CanonicalHeader =
        "Email,DisplayName,InviteAppID,InviteReplyUrl,InviteAppResources,InviteGroupResources,InviteContactUsUrl,Language";

    private const string PortalHeader =
        "Email address to invite [inviteeEmail] Required,Redirection url [inviteRedirectURL] Required,Send invitation message (true or false) [sendEmail],Customized invitation message [customizedMessageBody]";

    private static readonly Dictionary<string, GuestColumn> Reference = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Email"] = GuestColumn.Email,
        ["DisplayName"] = GuestColumn.DisplayName,
        ["InviteAppID"] = GuestColumn.InviteAppId,
        ["InviteReplyUrl"] = GuestColumn.InviteReplyUrl,
        ["InviteAppResources"] = GuestColumn.InviteAppResources,
        ["InviteGroupResources"] = GuestColumn.InviteGroupResources,
        ["InviteContactUsUrl"] = GuestColumn.InviteContactUsUrl,
        ["Language"] = GuestColumn.Language,
        ["AccessExpires"] = GuestColumn.AccessExpires,
        ["Message"] = GuestColumn.Message,
        ["Sponsor"] = GuestColumn.Sponsor,
    };

    private static readonly Dictionary<string, GuestColumn> Portal = new(StringComparer.OrdinalIgnoreCase)
    {
        ["inviteeEmail"] = GuestColumn.Email,
        ["inviteRedirectURL"] = GuestColumn.InviteReplyUrl,
        ["sendEmail"] = GuestColumn.SendMail,
        ["customizedMessageBody"] = GuestColumn.Message,
    };

    private static readonly GuestColumn[] ReferenceRequired = [GuestColumn.Email, GuestColumn.DisplayName, GuestColumn.InviteContactUsUrl];
    private static readonly GuestColumn[] PortalRequired = [GuestColumn.Email, GuestColumn.InviteReplyUrl];

    private readonly int[] index = new int[Enum.GetValues<GuestColumn>().Length];
    private readonly string[] labels;
    private readonly GuestColumn[] required;

    private GuestColumns(GuestCsvFormat format, string[] labels)
    {
        Format = format;
        this.labels = labels;
        required = format == GuestCsvFormat.PortalV1 ? PortalRequired : ReferenceRequired;
        Array.Fill(index, -1);
        var unknown = new List<string>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (Find(format, labels[i]) is { } column) index[(int)column] = i;
            else unknown.Add(labels[i].Length > 0 ? labels[i] : $"(column {i + 1}, without a label)");
        }

        Unknown = unknown;
    }

    public GuestCsvFormat Format { get; }

    public IReadOnlyList<string> Unknown { get; }

    public int Count => labels.Length;

    /// <summary>Where the column stands in a row, or -1.</summary>
    public int this[GuestColumn column] => index[(int)column];

    public bool IsRequired(GuestColumn column) => required.Contains(column);

    public string Label(GuestColumn column) => labels[this[column]];

    /// <summary>The last column that a row must reach: spreadsheets leave out the separators of empty cells at the end.</summary>
    public int LastRequired => required.Max(column => this[column]);

    /// <summary>The labels to tell somebody who has none.</summary>
    public static string Expected(bool portal) => portal ? PortalHeader : CanonicalHeader;

    /// <summary>How many of the labels are known in either layout: the measure by which the delimiter is chosen.</summary>
    public static int CountKnown(string[] cells) => cells.Count(cell =>
        Find(GuestCsvFormat.Reference2016, cell) is not null || Find(GuestCsvFormat.PortalV1, cell) is not null);

    /// <summary>Understands the cells of the header record, which stands on the given line.</summary>
    public static GuestColumns? Read(string[] cells, bool saysPortal, int line, out GuestCsvProblem? problem)
    {
        var used = cells.Length;
        while (used > 0 && cells[used - 1].Length == 0) used--;
        var header = cells[..used];

        var format = saysPortal || header.Any(label => Find(GuestCsvFormat.PortalV1, label) is not null)
            ? GuestCsvFormat.PortalV1
            : GuestCsvFormat.Reference2016;
        var columns = new GuestColumns(format, header);

        problem = null;
        if (columns.Unknown.Count == header.Length) problem = GuestCsvProblems.NoHeader(line, Expected(saysPortal));
        else if (Duplicate(format, header) is { } twice) problem = GuestCsvProblems.DuplicateColumn(line, Web.Printable.Excerpt(twice));
        else if (columns.required.Where(column => columns[column] < 0).ToList() is { Count: > 0 } missing)
            problem = GuestCsvProblems.MissingColumns(line, [.. missing.Select(column => Name(format, column))]);
        return problem is null ? columns : null;
    }

    private static string? Duplicate(GuestCsvFormat format, string[] header)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return header.FirstOrDefault(label => label.Length > 0 && !seen.Add(Find(format, label) is { } column ? Name(format, column) : label));
    }

    private static string Name(GuestCsvFormat format, GuestColumn column) =>
        (format == GuestCsvFormat.PortalV1 ? Portal : Reference).First(known => known.Value == column).Key;

    private static GuestColumn? Find(GuestCsvFormat format, string label)
    {
        if (format == GuestCsvFormat.Reference2016) return Reference.TryGetValue(label, out var column) ? column : null;

        // “Item name [propertyName] Required”: the words around the brackets differ from template to template.
        var open = label.IndexOf('[', StringComparison.Ordinal);
        var close = label.IndexOf(']', open + 1);
        if (open < 0 || close < 0) return null;
        return Portal.TryGetValue(label[(open + 1)..close].Trim(), out var found) ? found : null;
    }
}
