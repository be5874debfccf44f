using System.Globalization;
using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell;

/// <summary>Reads a collection with the query options of the directory's API, and hands each object on as soon as its page has come.</summary>
public abstract class ListCmdlet : FoyerCmdlet
{
    [Parameter] public string? Filter { get; set; }

    [Parameter] public string? Search { get; set; }

    [Parameter, Alias("Select")] public string[]? Property { get; set; }

    [Parameter, Alias("Expand")] public string[]? ExpandProperty { get; set; }

    [Parameter, Alias("OrderBy")] public string[]? Sort { get; set; }

    /// <summary>At most so many objects.</summary>
    [Parameter, Alias("Limit"), ValidateRange(1, int.MaxValue)] public int Top { get; set; }

    /// <summary>Objects in one answer of the server.</summary>
    [Parameter, ValidateRange(1, 999)] public int PageSize { get; set; }

    /// <summary>Whether everything is read when no <see cref="Top"/> is given, or the first page only.</summary>
    private protected virtual bool ReadsAll => true;

    /// <summary>Asked so, the server takes every combination of options; plainly it takes the simple ones (docs/graph-compatibility.md).</summary>
    private protected virtual bool Advanced => Search is not null || Sort is not null || Filter is not null;

    private protected virtual string? Consistency => Advanced ? "eventual" : null;

    private protected virtual bool Counts => Advanced;

    private protected string Options(string? always = null)
    {
        var options = new List<string>();
        var filter = (Filter, always) switch { ({ } own, { } rule) => $"({own}) and {rule}", var (own, rule) => own ?? rule };
        Add("$filter", filter);
        Add("$search", Search is null || Search.StartsWith("\"", StringComparison.Ordinal) ? Search : "\"" + Search + "\"");
        Add("$select", Property is null ? null : string.Join(",", Property.Select(Small)));
        Add("$expand", ExpandProperty is null ? null : string.Join(",", ExpandProperty.Select(Small)));
        Add("$orderby", Sort is null ? null : string.Join(",", Sort.Select(Small)));
        if (PageSize > 0 || Top > 0) Add("$top", (PageSize > 0 ? PageSize : Math.Min(Top, 999)).ToString(CultureInfo.InvariantCulture));
        if (Counts) Add("$count", "true");
        return options.Count == 0 ? "" : "?" + string.Join("&", options);

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) options.Add(name + "=" + Uri.EscapeDataString(value!));
        }
    }

    /// <summary>Writes the collection at <paramref name="path"/>, which may carry options.</summary>
    private protected void WriteAll(string path, string typeName, Action<JObject>? first = null)
    {
        var left = Top > 0 ? Top : int.MaxValue;
        var pages = Foyer.Pages("/v1.0" + path, Stopping, Consistency, first);
        if (!ReadsAll && Top == 0) pages = FirstPage(path, first);
        foreach (var item in pages)
        {
            if (left-- == 0) return;
            Write(item, typeName);
        }
    }

    private JObject[] FirstPage(string path, Action<JObject>? first)
    {
        var page = (JObject)(Foyer.Send(HttpMethod.Get, "/v1.0" + path, null, Stopping, Consistency) ?? new JObject());
        first?.Invoke(page);
        return [.. (page["value"] as JArray ?? []).OfType<JObject>()];
    }

    private static string Small(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);
}
