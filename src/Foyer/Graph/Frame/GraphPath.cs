using System.Text;
using Foyer.Policies;

namespace Foyer.Graph;

/// <summary>
/// Graph has several spellings for one thing; routes know one. <c>users('a')</c> is <c>users/a</c>,
/// <c>servicePrincipals(appId='a')</c> is <c>servicePrincipals/appId='a'</c>, <c>microsoft.graph.delta()</c> is <c>delta</c>,
/// <c>microsoft.graph.user</c> is <c>graph.user</c>, and <c>me</c> is <c>users/{the caller}</c>.
/// </summary>
internal static class GraphPath
{
    /// <summary>Types that a list may be cast to; any other name with a namespace is a function or an action.</summary>
    private static readonly HashSet<string> Casts = new(StringComparer.OrdinalIgnoreCase)
        { "user", "group", "servicePrincipal", "application", "directoryRole", "device", "orgContact", "administrativeUnit", "directoryObject" };

    private static readonly string[] Namespaces = ["microsoft.graph.", "graph."];

    /// <summary>The path below <c>/v1.0</c> as the routes have it.</summary>
    public static string Normal(string path, GraphCaller caller, out GraphError? refused)
    {
        refused = null;
        var normal = new StringBuilder(path.Length + 16);
        foreach (var segment in Segments(path))
        {
            var (name, key) = Split(segment);
            if (normal.Length == 0 && string.Equals(name, "me", StringComparison.OrdinalIgnoreCase) && key is null)
            {
                if (caller.IsApp) refused = GraphErrors.NoMe;
                normal.Append("/users/").Append(caller.Id?.ToString("D"));
                continue;
            }
            normal.Append('/').Append(WithoutNamespace(name));
            if (!string.IsNullOrEmpty(key)) normal.Append('/').Append(key is ['\'', .., '\''] ? key[1..^1].Replace("''", "'", StringComparison.Ordinal) : key);
        }
        return normal.ToString();
    }

    /// <summary>Splits at slashes, but not inside the quotes of a key.</summary>
    private static IEnumerable<string> Segments(string path)
    {
        var (start, open, quoted) = (0, false, false);
        for (var i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && !quoted && path[i] is ('(' or ')')) open = path[i] == '(';
            if (i < path.Length && open && path[i] == '\'') quoted = !quoted;
            if (i < path.Length && (path[i] != '/' || quoted)) continue;
            if (i > start) yield return path[start..i];
            start = i + 1;
        }
    }

    private static (string Name, string? Key) Split(string segment)
    {
        var open = segment.IndexOf('(', StringComparison.Ordinal);
        return open > 0 && segment[^1] == ')' ? (segment[..open], segment[(open + 1)..^1].Trim()) : (segment, null);
    }

    private static string WithoutNamespace(string name)
    {
        foreach (var space in Namespaces)
        {
            if (!name.StartsWith(space, StringComparison.OrdinalIgnoreCase)) continue;
            var bare = name[space.Length..];
            return Casts.Contains(bare) ? "graph." + bare : bare;
        }
        return name;
    }
}
