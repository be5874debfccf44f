using System.Linq.Expressions;
using Foyer.Data;

namespace Foyer.Graph.Query;

/// <summary>What a property may be asked in a <c>$filter</c>. <c>ne</c>, <c>not</c> and <c>endsWith</c> always need an advanced query (digest 5.13).</summary>
[Flags]
internal enum Ops
{
    None = 0, Eq = 1, Ne = 2, Gt = 4, Ge = 8, Lt = 16, Le = 32, In = 64, StartsWith = 128, EndsWith = 256, Contains = 512,
    /// <summary>Ids, words of an enumeration, flags.</summary>
    Exact = Eq | Ne | In,
    Text = Exact | Ge | Le | StartsWith,
    Address = Text | EndsWith,
    Time = Exact | Gt | Ge | Lt | Le,
}

/// <summary>How texts are compared without regard to case, as Graph does it.</summary>
internal enum Fold
{
    /// <summary>Byte by byte.</summary>
    None,
    /// <summary>The column holds lower case that this program made, so the value is lowered here.</summary>
    Program,
    /// <summary>The column holds lower case that the store made, so the store lowers the value.</summary>
    Store,
    /// <summary>The store lowers both; no index helps.</summary>
    Both,
}

/// <summary>How <c>$search</c> looks into a property: at the beginning of each word, or of the whole text.</summary>
internal enum SearchKind { None, Words, Beginning }

/// <summary>Who sees a property of somebody else: everybody; whoever may read basic profiles; guests too.</summary>
[Flags]
internal enum Audience { Full = 0, Basic = 1, Guests = 2 }

/// <summary>One condition inside <c>any(x:…)</c>: <c>x eq 'v'</c> has no field, <c>x/issuer eq 'v'</c> has one.</summary>
internal sealed record AnyTerm(string Field, bool Beginning, string Value);

/// <summary>
/// A property of a Graph type: how it is read, filtered, sorted, searched. Nothing is reachable that has no entry here, so no
/// column is exposed by accident.
/// </summary>
internal sealed class GraphProperty<T>(string name, Func<T, object?>? read, LambdaExpression? column) where T : class
{
    public string Name { get; } = name;
    public LambdaExpression? Column { get; } = column;
    public LambdaExpression? Compared { get; private set; } = column;
    public Fold Fold { get; private set; } = column?.ReturnType == typeof(string) ? Fold.Both : Fold.None;
    public Ops Ops { get; private set; }
    public bool IsDefault { get; private set; }
    public bool Sortable { get; private set; }
    public bool SortNeedsAdvanced { get; private set; }
    public LambdaExpression? SortColumn { get; private set; }
    public SearchKind SearchKind { get; private set; }
    public Audience Audience { get; private set; }
    public Func<GraphCall, IReadOnlyList<T>, Task<IReadOnlyDictionary<Guid, object?>>>? Loader { get; init; }
    public Func<FoyerDb, IReadOnlyList<AnyTerm>, IQueryable<Guid>?>? Finder { get; private set; }
    public LambdaExpression? Counter { get; private set; }

    private readonly Lazy<Func<T, object?>> reader = new(() => read ?? Boxed(column));

    public object? Read(T row) => reader.Value(row);

    /// <summary>Answered without <c>$select</c>.</summary>
    public GraphProperty<T> Default()
    {
        IsDefault = true;
        return this;
    }

    public GraphProperty<T> Filter(Ops ops)
    {
        Ops = ops;
        return this;
    }

    /// <summary>Compares and sorts by another column: the comparison form of a text, which has an index.</summary>
    public GraphProperty<T> Key(Expression<Func<T, string?>> key, Fold fold)
    {
        (Compared, Fold) = (key, fold);
        return this;
    }

    /// <summary>Compares byte by byte.</summary>
    public GraphProperty<T> CaseSensitive()
    {
        Fold = Fold.None;
        return this;
    }

    public GraphProperty<T> Sorts(bool advanced = false)
    {
        (Sortable, SortNeedsAdvanced) = (true, advanced);
        return this;
    }

    /// <summary>Sorts by another column that has the same order and an index.</summary>
    public GraphProperty<T> SortsAs(Expression<Func<T, Guid>> column)
    {
        SortColumn = column;
        return this;
    }

    public GraphProperty<T> Search(SearchKind kind)
    {
        SearchKind = kind;
        return this;
    }

    public GraphProperty<T> For(Audience audience)
    {
        Audience = audience;
        return this;
    }

    /// <summary>
    /// Answers <c>any(x:…)</c>: ids of the objects for which all terms hold together, or null when Graph does not know the
    /// combination. A set of ids, so that it is found by an index and not by looking into each object.
    /// </summary>
    public GraphProperty<T> Any(Func<FoyerDb, IReadOnlyList<AnyTerm>, IQueryable<Guid>?> finder)
    {
        Finder = finder;
        return this;
    }

    /// <summary>Answers <c>property/$count</c>.</summary>
    public GraphProperty<T> Counted(Expression<Func<T, int>> counter)
    {
        Counter = counter;
        return this;
    }

    private static Func<T, object?> Boxed(LambdaExpression? column) =>
        column is null ? _ => null : Expression.Lambda<Func<T, object?>>(Expression.Convert(column.Body, typeof(object)), column.Parameters).Compile();
}
