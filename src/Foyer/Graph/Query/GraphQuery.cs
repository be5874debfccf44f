using System.Globalization;
using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>The query options of a call as texts. Names come with or without <c>$</c>, in any case; unknown ones are refused, never ignored.</summary>
internal sealed class GraphQuery
{
    public const int DefaultTop = 100;
    public const int MostTop = 999;
    private const int LongestOption = 16 * 1024;

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
        { "$filter", "$select", "$expand", "$orderby", "$top", "$skiptoken", "$count", "$search", "$deltatoken", "$format", "$id" };

    private readonly Dictionary<string, string> options = new(StringComparer.OrdinalIgnoreCase);

    public string? Filter => Get("$filter");
    public string? Select => Get("$select");
    public string? Expand => Get("$expand");
    public string? OrderBy => Get("$orderby");
    public string? Search => Get("$search");
    public string? SkipToken => Get("$skiptoken");
    public string? DeltaToken => Get("$deltatoken");
    /// <summary>The object a <c>DELETE …/$ref?@id=</c> names.</summary>
    public string? ObjectId => Get("$id");
    /// <summary>Rows a page; <c>Prefer: odata.maxpagesize</c> counts where the option is missing.</summary>
    public int Top { get; private init; }
    public bool Count { get; private init; }
    /// <summary>Both halves of what an advanced query needs (digest 5.13).</summary>
    public bool Advanced { get; private init; }

    public bool IsPlain => Filter is null && OrderBy is null && Search is null && SkipToken is null && DeltaToken is null && Get("$top") is null && !Count;

    public IEnumerable<KeyValuePair<string, string>> All => options;

    private string? Get(string name) => options.GetValueOrDefault(name);

    public static GraphQuery Of(GraphCall call)
    {
        var query = new GraphQuery();
        foreach (var (name, values) in call.Http.Request.Query)
        {
            if (values.Count != 1) throw new GraphRefusal(GraphErrors.Bad($"Query option '{Printable.Excerpt(name)}' was specified more than once, but it must be specified at most once."));
            if (values[0]!.Length > LongestOption) throw new GraphRefusal(GraphErrors.Bad("The query is too long."));
            query.options[Canonical(name)!] = values[0]!;
        }

        var count = query.Get("$count") switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw new GraphRefusal(GraphErrors.Bad($"Invalid value '{Printable.Excerpt(other)}' for $count query option found. The $count query option requires a boolean.")),
        };
        return new GraphQuery(query.options) { Top = query.ReadTop(call), Count = count, Advanced = count && call.IsEventual };
    }

    private GraphQuery() { }

    private GraphQuery(Dictionary<string, string> options) => this.options = options;

    /// <summary>Refuses options that nobody knows; part of the door of every call.</summary>
    public static void RefuseUnknown(HttpContext http)
    {
        foreach (var name in http.Request.Query.Keys)
        {
            if (Canonical(name) is not null) continue;
            throw new GraphRefusal(string.Equals(name, "$skip", StringComparison.OrdinalIgnoreCase)
                ? GraphErrors.Bad("'$skip' is not supported by the service.")
                : GraphErrors.Bad($"Unrecognized query argument specified: '{Printable.Excerpt(name)}'."));
        }
    }

    private static string? Canonical(string name)
    {
        if (string.Equals(name, "@id", StringComparison.OrdinalIgnoreCase)) return "$id";
        var dollar = name.StartsWith('$') ? name : "$" + name;
        return Known.TryGetValue(dollar, out var known) ? known : null;
    }

    private int ReadTop(GraphCall call)
    {
        if (Get("$top") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) || top is < 1 or > MostTop)
                throw new GraphRefusal(GraphErrors.Unsupported($"Invalid page size specified: '{Printable.Excerpt(text)}'. Must be between 1 and {MostTop} inclusive."));
            return top;
        }

        foreach (var preference in call.Http.Request.Headers["Prefer"].SelectMany(p => (p ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!preference.StartsWith("odata.maxpagesize=", StringComparison.OrdinalIgnoreCase) || !int.TryParse(preference["odata.maxpagesize=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1) continue;
            call.Http.Response.Headers["Preference-Applied"] = preference;
            return Math.Min(size, MostTop);
        }
        return DefaultTop;
    }

    /// <summary>Refuses what an endpoint that answers one object cannot do.</summary>
    public void OnlySelectAndExpand()
    {
        if (IsPlain) return;
        var name = options.Keys.First(k => k is not ("$select" or "$expand" or "$format"));
        throw new GraphRefusal(GraphErrors.Bad($"The query parameter '{name}' is not supported for this request."));
    }
}
