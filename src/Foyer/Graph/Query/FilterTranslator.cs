using System.Globalization;
using System.Linq.Expressions;
using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>A translated filter: the condition, and the property whose index finds the rows, when one does.</summary>
internal sealed record Translated<T>(Expression<Func<T, bool>> Condition, GraphProperty<T>? FoundBy) where T : class;

/// <summary>
/// Turns a filter tree into a condition that the store evaluates. Values always travel as parameters. Only properties of the
/// table exist, only operators they allow, and what needs an advanced query is refused without one (digest 5.13).
/// </summary>
internal sealed class FilterTranslator<T>(GraphCall call, GraphTable<T> table, IQueryable<T> rows, bool advanced) where T : class
{
    private const int MostAlternatives = 15;

    private readonly ParameterExpression row = Expression.Parameter(typeof(T), "row");

    public Translated<T> Run(FilterNode filter)
    {
        var alternatives = Count(filter);
        if (alternatives > MostAlternatives)
            throw new GraphRefusal(GraphErrors.Unsupported(string.Create(CultureInfo.InvariantCulture, $"Too many child clauses specified in search filter expression containing 'OR' operators: {alternatives}. Max allowed: {MostAlternatives}.")));
        return new(Lambda(filter), Conjuncts(filter).Select(Finds).FirstOrDefault(found => found is not null));
    }

    private Expression<Func<T, bool>> Lambda(FilterNode filter) => Expression.Lambda<Func<T, bool>>(Translate(filter), row);

    private Expression Translate(FilterNode node) => node switch
    {
        AndNode and => Expression.AndAlso(Translate(and.Left), Translate(and.Right)),
        OrNode or => Either(or),
        NotNode not => advanced ? Expression.Not(Translate(not.Inner)) : throw new GraphRefusal(GraphErrors.UnsupportedQuery),
        CompareNode compare => Compare(compare),
        InNode list => list.Values.Select(v => Compare(new(list.Path, Comparison.Eq, v), Ops.In)).Aggregate(Expression.OrElse),
        MatchNode match => Matches(match),
        AnyNode any => Any(any),
        FlagNode flag => Compare(new(flag.Path, Comparison.Eq, new(TokenKind.Name, "true"))),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    /// <summary>
    /// Alternatives of which one is answered by a set of ids become a union of sets: as a plain OR the store would have to look
    /// at every row for the others.
    /// </summary>
    private Expression Either(OrNode or)
    {
        List<FilterNode> parts = [.. Alternatives(or)];
        if (!parts.Exists(p => p is AnyNode)) return Expression.OrElse(Translate(or.Left), Translate(or.Right));
        var ids = parts.Select(p => rows.Where(new FilterTranslator<T>(call, table, rows, advanced).Lambda(p)).Select(table.Id)).Aggregate(Queryable.Concat);
        return IsAmong(ids);
    }

    private Expression Compare(CompareNode compare, Ops? asked = null)
    {
        if (compare.Path.EndsWith("/$count", StringComparison.Ordinal)) return CompareCount(compare);
        var property = Property(compare.Path);
        var op = asked ?? Enum.Parse<Ops>(compare.Operator.ToString());
        if (compare.Operator == Comparison.Has || !property.Ops.HasFlag(op)) throw Unsupported(property);
        if (op == Ops.Ne && !advanced) throw new GraphRefusal(GraphErrors.Unsupported("Filter operator 'NotEqualsMatch' is not supported."));

        var column = Body(property.Compared!);
        if (compare.Value.IsNull)
        {
            if (op is not (Ops.Eq or Ops.Ne)) throw Unsupported(property);
            var plain = Body(property.Column!);
            if (plain.Type.IsValueType && Nullable.GetUnderlyingType(plain.Type) is null) return Expression.Constant(op == Ops.Ne);
            var none = Expression.Constant(null, plain.Type);
            return op == Ops.Eq ? Expression.Equal(plain, none) : Expression.NotEqual(plain, none);
        }
        if (column.Type == typeof(string)) return CompareText(property, column, compare.Operator, Text(property, compare.Value));
        if (Values.Of(compare.Value, column.Type) is not { } value)
            return Values.IsWord(column.Type) && compare.Value.Kind == TokenKind.Text ? Expression.Constant(op == Ops.Ne) : throw Mistyped(property);
        return Expression.MakeBinary(Operator(compare.Operator), column, Values.Parameter(value, column.Type));
    }

    private static BinaryExpression CompareText(GraphProperty<T> property, Expression column, Comparison op, string value)
    {
        var (left, right) = Folded(property.Fold, column, value);
        if (op is Comparison.Eq or Comparison.Ne) return Expression.MakeBinary(Operator(op), left, right);
        return Expression.MakeBinary(Operator(op), Expression.Call(Texts.Compare, left, right), Expression.Constant(0));
    }

    private BinaryExpression CompareCount(CompareNode compare)
    {
        var property = Property(compare.Path[..^"/$count".Length]);
        if (property.Counter is null || !advanced) throw Unsupported(property);
        return Values.Of(compare.Value, typeof(int)) is { } value ? Expression.MakeBinary(Operator(compare.Operator), Body(property.Counter), Values.Parameter(value, typeof(int))) : throw Mistyped(property);
    }

    private Expression Matches(MatchNode match)
    {
        var property = Property(match.Path);
        var op = Enum.Parse<Ops>(match.Function.ToString());
        if (op == Ops.EndsWith && !advanced) throw new GraphRefusal(GraphErrors.UnsupportedQuery);
        if (!property.Ops.HasFlag(op)) throw Unsupported(property);
        var (column, value) = Folded(property.Fold, Body(property.Compared!), match.Value);
        return match.Function switch
        {
            Match.StartsWith when property.Fold is Fold.Program or Fold.Store => Texts.Begins(column, value),
            Match.StartsWith => Expression.AndAlso(NotNull(column), Expression.Call(column, Texts.StartsWith, value)),
            Match.EndsWith => Expression.AndAlso(NotNull(column), Expression.Call(column, Texts.EndsWith, value)),
            _ => Expression.AndAlso(NotNull(column), Expression.Call(column, Texts.Contains, value)),
        };
    }

    private MethodCallExpression Any(AnyNode any)
    {
        var property = Property(any.Path);
        if (property.Finder is null) throw Unsupported(property);
        List<AnyTerm> terms = any.Inner is null ? [] : [.. Conjuncts(any.Inner).Select(t => Term(property, any, t))];
        return property.Finder(call.Db, terms) is { } ids ? IsAmong(ids) : throw new GraphRefusal(GraphErrors.Unsupported($"Complex query on property {property.Name} is not supported."));
    }

    private static AnyTerm Term(GraphProperty<T> property, AnyNode any, FilterNode term)
    {
        var (path, beginning, value) = term switch
        {
            CompareNode { Operator: Comparison.Eq, Value: { IsNull: false } } equal => (equal.Path, false, equal.Value.Text),
            MatchNode { Function: Match.StartsWith } match => (match.Path, true, match.Value),
            _ => throw new GraphRefusal(GraphErrors.Unsupported($"Complex query on property {property.Name} is not supported.")),
        };
        if (path != any.Variable && !path.StartsWith(any.Variable + "/", StringComparison.Ordinal))
            throw new GraphRefusal(new GraphError(400, "BadRequest", $"Invalid filter clause: Could not find a property named '{Printable.Excerpt(path)}' on type 'microsoft.graph.{property.Name}'."));
        return new(path == any.Variable ? "" : path[(any.Variable!.Length + 1)..], beginning, value);
    }

    private MethodCallExpression IsAmong(IQueryable<Guid> ids) =>
        Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(Guid)], ids.Expression, Body(table.Id));

    /// <summary>Which property's index finds the rows of a condition that all rows must meet: a beginning or a range.</summary>
    private GraphProperty<T>? Finds(FilterNode node) => node switch
    {
        MatchNode { Function: Match.StartsWith } match when table.Find(match.Path) is { Sortable: true, Fold: Fold.Program or Fold.Store } property => property,
        CompareNode { Operator: Comparison.Gt or Comparison.Ge or Comparison.Lt or Comparison.Le } range when table.Find(range.Path) is { Sortable: true } property => property,
        _ => null,
    };

    private GraphProperty<T> Property(string path)
    {
        if (table.Find(path) is not { } property)
            throw new GraphRefusal(new GraphError(400, "BadRequest", $"Invalid filter clause: Could not find a property named '{Printable.Excerpt(path)}' on type 'microsoft.graph.{table.Type}'."));
        if (table.MayAsk?.Invoke(call, property) == false) throw new GraphRefusal(GraphErrors.Denied);
        return property;
    }

    private Expression Body(LambdaExpression lambda) => Texts.Rebind(lambda, row);

    private static (Expression Column, Expression Value) Folded(Fold fold, Expression column, string value) => fold switch
    {
        Fold.Program => (column, Values.Parameter(value.ToLowerInvariant(), typeof(string))),
        Fold.Store => (column, Texts.Lower(Values.Parameter(value, typeof(string)))),
        Fold.Both => (Texts.Lower(column), Texts.Lower(Values.Parameter(value, typeof(string)))),
        _ => (column, Values.Parameter(value, typeof(string))),
    };

    private static BinaryExpression NotNull(Expression column) => Expression.NotEqual(column, Expression.Constant(null, column.Type));

    private string Text(GraphProperty<T> property, Literal literal) => literal.Kind is TokenKind.Text or TokenKind.Guid ? literal.Text : throw Mistyped(property);

    private GraphRefusal Mistyped(GraphProperty<T> property) => new(GraphErrors.Bad($"Invalid filter clause: the value is not valid for property '{property.Name}' of resource '{table.Resource}'."));

    private GraphRefusal Unsupported(GraphProperty<T> property) =>
        new(GraphErrors.Unsupported($"Unsupported or invalid query filter clause specified for property '{property.Name}' of resource '{table.Resource}'."));

    private static ExpressionType Operator(Comparison op) => op switch
    {
        Comparison.Eq => ExpressionType.Equal,
        Comparison.Ne => ExpressionType.NotEqual,
        Comparison.Gt => ExpressionType.GreaterThan,
        Comparison.Ge => ExpressionType.GreaterThanOrEqual,
        Comparison.Lt => ExpressionType.LessThan,
        _ => ExpressionType.LessThanOrEqual,
    };

    private static IEnumerable<FilterNode> Conjuncts(FilterNode node) => node is AndNode and ? Conjuncts(and.Left).Concat(Conjuncts(and.Right)) : [node];

    private static IEnumerable<FilterNode> Alternatives(FilterNode node) => node is OrNode or ? Alternatives(or.Left).Concat(Alternatives(or.Right)) : [node];

    /// <summary>How many alternatives a filter has in all; a list has as many as it names.</summary>
    private static int Count(FilterNode node) => node switch
    {
        OrNode or => Count(or.Left) + Count(or.Right),
        AndNode and => Math.Max(Count(and.Left), Count(and.Right)),
        NotNode not => Count(not.Inner),
        InNode list => list.Values.Count,
        _ => 1,
    };
}
