using System.Linq.Expressions;
using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>Turns a <c>$search</c> into a condition: names are searched at the beginning of their words, addresses at their beginning.</summary>
internal static class SearchTranslator<T> where T : class
{
    /// <summary>What words of a name begin behind.</summary>
    private static readonly string[] Separators = [" ", "-", ".", "_", "(", "'"];

    public static Expression<Func<T, bool>> Run(GraphCall call, GraphTable<T> table, SearchNode search)
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, bool>>(Translate(call, table, search, row), row);
    }

    private static Expression Translate(GraphCall call, GraphTable<T> table, SearchNode node, ParameterExpression row) => node switch
    {
        SearchPair { And: true } pair => Expression.AndAlso(Translate(call, table, pair.Left, row), Translate(call, table, pair.Right, row)),
        SearchPair pair => Expression.OrElse(Translate(call, table, pair.Left, row), Translate(call, table, pair.Right, row)),
        SearchTerm term => Term(call, table, term, row),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private static Expression Term(GraphCall call, GraphTable<T> table, SearchTerm term, ParameterExpression row)
    {
        if (table.Find(term.Property) is not { SearchKind: not SearchKind.None } property || term.Value.Length == 0)
            throw new GraphRefusal(GraphErrors.Unsupported($"Unsupported search property '{Printable.Excerpt(term.Property)}' for '{table.Resource}'."));
        if (table.MayAsk?.Invoke(call, property) == false) throw new GraphRefusal(GraphErrors.Denied);
        var column = Texts.Rebind(property.Compared!, row);
        var text = property.Fold == Fold.Both ? Texts.Lower(column) : column;
        Expression Value(string value) => property.Fold == Fold.Program ? Values.Parameter(value.ToLowerInvariant(), typeof(string)) : Texts.Lower(Values.Parameter(value, typeof(string)));

        if (property.SearchKind == SearchKind.Beginning)
            return property.Fold is Fold.Both ? Expression.Call(text, Texts.StartsWith, Value(term.Value)) : Texts.Begins(text, Value(term.Value));
        var words = term.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Select(word => Separators.Select(s => (Expression)Expression.Call(text, Texts.Contains, Value(s + word)))
            .Prepend(Expression.Call(text, Texts.StartsWith, Value(word))).Aggregate(Expression.OrElse)).Aggregate(Expression.AndAlso);
    }
}
