using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>One name of a <c>$select</c> or <c>$expand</c>; an expansion may select and nest.</summary>
internal sealed record SelectedName(string Name, string? Select = null, string? Levels = null);

/// <summary>Reads <c>$select=a,b</c> and <c>$expand=manager($select=id;$levels=2),sponsors</c>.</summary>
internal static class SelectText
{
    private const int Most = 200;

    public static List<string> Names(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is 0 or > Most) throw Wrong("An identifier was expected at position 0.");
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    public static List<SelectedName> Expansions(string text)
    {
        var expansions = new List<SelectedName>();
        foreach (var part in Split(text, ','))
        {
            var open = part.IndexOf('(', StringComparison.Ordinal);
            if (open < 0)
            {
                expansions.Add(new(part));
                continue;
            }
            if (part[^1] != ')') throw Wrong($"Syntax error in '{Printable.Excerpt(part)}'.");
            string? select = null, levels = null;
            foreach (var option in Split(part[(open + 1)..^1], ';'))
            {
                var cut = option.IndexOf('=', StringComparison.Ordinal);
                var (name, value) = cut < 0 ? (option, "") : (option[..cut].Trim(), option[(cut + 1)..].Trim());
                if (name.TrimStart('$') is "select") select = value;
                else if (name.TrimStart('$') is "levels") levels = value;
                else throw new GraphRefusal(GraphErrors.Unsupported($"Nested query option '{Printable.Excerpt(name)}' is not supported in $expand."));
            }
            expansions.Add(new(part[..open].Trim(), select, levels));
        }
        return expansions;
    }

    public static GraphRefusal Wrong(string why) => new(new GraphError(400, "BadRequest", "Parsing OData Select and Expand failed: " + why));

    /// <summary>Splits where no parenthesis is open.</summary>
    private static List<string> Split(string text, char at)
    {
        var (parts, start, depth) = (new List<string>(), 0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '(') depth++;
            if (i < text.Length && text[i] == ')') depth--;
            if (depth < 0) break;
            if (i < text.Length && (text[i] != at || depth > 0)) continue;
            if (text[start..i].Trim() is { Length: > 0 } part) parts.Add(part);
            start = i + 1;
        }
        return depth == 0 && parts.Count is > 0 and <= Most ? parts : throw Wrong($"Syntax error in '{Printable.Excerpt(text)}'.");
    }
}
