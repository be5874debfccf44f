namespace Foyer.Graph.Query;

internal enum Comparison { Eq, Ne, Gt, Ge, Lt, Le, Has }

internal enum Match { StartsWith, EndsWith, Contains }

/// <summary>A <c>$filter</c> as a tree. Paths are names joined by slashes; inside <c>any</c> they begin with its variable.</summary>
internal abstract record FilterNode
{
    /// <summary>Writes the tree as a text that parses to the same tree.</summary>
    public sealed override string ToString() => FilterWriter.Write(this);
}

internal sealed record OrNode(FilterNode Left, FilterNode Right) : FilterNode;

internal sealed record AndNode(FilterNode Left, FilterNode Right) : FilterNode;

internal sealed record NotNode(FilterNode Inner) : FilterNode;

internal sealed record CompareNode(string Path, Comparison Operator, Literal Value) : FilterNode;

internal sealed record InNode(string Path, IReadOnlyList<Literal> Values) : FilterNode
{
    public bool Equals(InNode? other) => other is not null && Path == other.Path && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Path, Values.Count);
}

internal sealed record MatchNode(string Path, Match Function, string Value) : FilterNode;

/// <summary><c>collection/any(x:…)</c>; without a variable it asks whether there is anything.</summary>
internal sealed record AnyNode(string Path, string? Variable, FilterNode? Inner) : FilterNode;

/// <summary>A property of its own, such as <c>accountEnabled</c>: true or not.</summary>
internal sealed record FlagNode(string Path) : FilterNode;

/// <summary>A value as written; what it means depends on the property it is compared with.</summary>
internal sealed record Literal(TokenKind Kind, string Text)
{
    public static readonly Literal Null = new(TokenKind.Name, "null");
    public bool IsNull => Kind == TokenKind.Name && Text == "null";
}

internal static class FilterWriter
{
    public static string Write(FilterNode node) => node switch
    {
        OrNode or => $"({Write(or.Left)} or {Write(or.Right)})",
        AndNode and => $"({Write(and.Left)} and {Write(and.Right)})",
        NotNode not => $"not ({Write(not.Inner)})",
        CompareNode c => $"{c.Path} {c.Operator.ToString().ToLowerInvariant()} {Write(c.Value)}",
        InNode list => $"{list.Path} in ({string.Join(", ", list.Values.Select(Write))})",
        MatchNode m => $"{(m.Function == Match.StartsWith ? "startswith" : m.Function == Match.EndsWith ? "endswith" : "contains")}({m.Path},{Quote(m.Value)})",
        AnyNode { Variable: null } any => $"{any.Path}/any()",
        AnyNode any => $"{any.Path}/any({any.Variable}:{Write(any.Inner!)})",
        FlagNode flag => flag.Path,
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private static string Write(Literal value) => value.Kind == TokenKind.Text ? Quote(value.Text) : value.Text;

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
