using System.Collections.Frozen;
using Foyer.Users;

namespace Foyer.Policies;

/// <summary>How far a caller reaches with a call: to nothing, to their own object only, or to every object of the organisation.</summary>
public enum Reach { None, Self, All }

/// <summary>Who may make one Graph call: a row of <c>graph-rights.txt</c>.</summary>
public sealed record GraphRight(string Method, string Path, IReadOnlyList<string> Delegated, IReadOnlyList<string> OwnOnly, IReadOnlyList<string> Application, IReadOnlyList<string> Who)
{
    /// <summary>An app reaches as far as its permissions; a person no further than both the token's scopes and their own roles.</summary>
    public Reach Of(GraphCaller caller)
    {
        if (caller.IsApp) return Application.Any(p => p == Any || caller.Permissions.Contains(p)) ? Reach.All : Reach.None;
        var scopes = Delegated.Any(s => s == Any || caller.Permissions.Contains(s)) ? Reach.All : OwnOnly.Any(caller.Permissions.Contains) ? Reach.Self : Reach.None;
        var person = Who.Select(who => Of(who, caller)).Prepend(caller.Roles.Contains(DirectoryRoles.GlobalAdministrator) ? Reach.All : Reach.None).Max();
        return scopes < person ? scopes : person;
    }

    /// <summary>Whatever the token says.</summary>
    private const string Any = "*";

    private static Reach Of(string who, GraphCaller caller) => who switch
    {
        "everyone" => Reach.All,
        "members" => caller.SeesAsGuest ? Reach.None : Reach.All,
        "self" => Reach.Self,
        _ => caller.Roles.Contains(DirectoryRoles.ByName[who]) ? Reach.All : Reach.None,
    };
}

/// <summary>
/// The one table of who may make which Graph call, read from <c>graph-rights.txt</c>. A call that has no row does not exist: the
/// Graph face refuses to start a call without asking here.
/// </summary>
public static class GraphRights
{
    private static readonly FrozenDictionary<string, GraphRight> Rows = Read().ToFrozenDictionary(r => $"{r.Method} {r.Path}", StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<GraphRight> All => Rows.Values;

    /// <summary>The row of a call, e.g. <c>GET</c> and <c>/users/{id}</c>; null when nobody may make it.</summary>
    public static GraphRight? Find(string method, string path) => Rows.GetValueOrDefault($"{method} {path}");

    private static IEnumerable<GraphRight> Read()
    {
        var names = new Dictionary<string, string[]>(StringComparer.Ordinal);
        using var text = new StreamReader(typeof(GraphRights).Assembly.GetManifestResourceStream("Foyer.Policies/graph-rights.txt")!);
        while (text.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '@')
            {
                var (name, list) = (line[..line.IndexOf('=', StringComparison.Ordinal)].Trim(), line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                names[name] = [.. Words(list, names)];
                continue;
            }
            var cells = line.Split('|');
            if (cells.Length != 4) throw new InvalidOperationException($"graph-rights.txt: a call has four columns, not {cells.Length}: {line}");
            var call = cells[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var delegated = Words(cells[1], names).ToList();
            yield return new GraphRight(call[0], call[1],
                [.. delegated.Where(s => !s.EndsWith(Own, StringComparison.Ordinal))],
                [.. delegated.Where(s => s.EndsWith(Own, StringComparison.Ordinal)).Select(s => s[..^Own.Length])],
                [.. Words(cells[2], names)], [.. Words(cells[3], names)]);
        }
    }

    private const string Own = "(own)";

    private static IEnumerable<string> Words(string cell, Dictionary<string, string[]> names) =>
        cell.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w != "-").SelectMany(w => w[0] == '@' ? names[w] : [w]);
}
