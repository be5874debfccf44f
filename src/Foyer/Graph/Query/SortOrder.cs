using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>
/// The order of a list and the way to go on behind its last row. There is always an order: what <c>$orderby</c> says, else the one
/// whose index finds the filtered rows, else that of ids. Nothing is counted or skipped, so page ten thousand costs what page one does.
/// </summary>
internal sealed class SortOrder<T> where T : class
{
    private const int MostKeys = 4;

    // By reference: the columns belong to the tables of properties, so there are few and they stay.
    private static readonly ConcurrentDictionary<LambdaExpression, Func<T, object?>> Readers = new();

    private readonly List<(LambdaExpression Column, bool Down)> keys = [];

    private SortOrder() { }

    public static SortOrder<T> Of(GraphCall call, GraphTable<T> table, GraphQuery query, GraphProperty<T>? foundBy, bool filtered)
    {
        var order = new SortOrder<T>();
        if (query.OrderBy is { } text)
        {
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries)) order.keys.Add(Key(call, table, part, query.Advanced));
            if (order.keys.Count > MostKeys) throw new GraphRefusal(GraphErrors.UnsupportedQuery);
            // The log is sorted by time in any case, so a filter changes nothing about it.
            if (filtered && !query.Advanced && !table.NewestFirst) throw new GraphRefusal(GraphErrors.Unsupported("Sorting not supported for current query."));
        }
        else if (foundBy is not null) order.keys.Add((foundBy.Compared!, false));
        order.keys.Add((table.Id, order.keys.Count > 0 ? order.keys[^1].Down : table.NewestFirst));
        return order;
    }

    private static (LambdaExpression, bool) Key(GraphCall call, GraphTable<T> table, string text, bool advanced)
    {
        var (name, direction) = text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var only] => (only, "asc"),
            [var first, var second] => (first, second.ToLowerInvariant()),
            _ => throw new GraphRefusal(new GraphError(400, "BadRequest", "Invalid orderby clause: Syntax error.")),
        };
        if (direction is not ("asc" or "desc")) throw new GraphRefusal(new GraphError(400, "BadRequest", "Invalid orderby clause: Syntax error."));
        if (table.Find(name) is not { } property)
            throw new GraphRefusal(new GraphError(400, "BadRequest", $"Invalid orderby clause: Could not find a property named '{Printable.Excerpt(name)}' on type 'microsoft.graph.{table.Type}'."));
        if (table.MayAsk?.Invoke(call, property) == false) throw new GraphRefusal(GraphErrors.Denied);
        if (property.SortColumn is { } column) return (column, direction == "desc");
        if (!property.Sortable || (property.SortNeedsAdvanced && !advanced)) throw new GraphRefusal(GraphErrors.Unsupported($"Unsupported sort property '{name}' for '{table.Resource}'."));
        return (property.Compared!, direction == "desc");
    }

    public IQueryable<T> Apply(IQueryable<T> rows)
    {
        var first = true;
        foreach (var (column, down) in keys)
        {
            var method = (first, down) switch { (true, false) => nameof(Queryable.OrderBy), (true, true) => nameof(Queryable.OrderByDescending), (false, false) => nameof(Queryable.ThenBy), _ => nameof(Queryable.ThenByDescending) };
            rows = (IQueryable<T>)rows.Provider.CreateQuery(Expression.Call(typeof(Queryable), method, [typeof(T), column.ReturnType], rows.Expression, Expression.Quote(column)));
            first = false;
        }
        return rows;
    }

    /// <summary>Where a row stands in this order.</summary>
    public List<string?> PlaceOf(T row) => [.. keys.Select(k => Of(Readers.GetOrAdd(k.Column, Reader)(row)))];

    private static Func<T, object?> Reader(LambdaExpression column) =>
        Expression.Lambda<Func<T, object?>>(Expression.Convert(column.Body, typeof(object)), column.Parameters).Compile();

    /// <summary>The rows behind a place; null when the place does not fit this order.</summary>
    public IQueryable<T>? Behind(IQueryable<T> rows, IReadOnlyList<string?> place)
    {
        if (place.Count != keys.Count) return null;
        var row = Expression.Parameter(typeof(T), "row");
        Expression? behind = null;
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            var column = Texts.Rebind(keys[i].Column, row);
            if (Value(place[i], column.Type) is not { } value) return null;
            var parameter = Values.Parameter(value, column.Type);
            var beyond = Compare(column, parameter, keys[i].Down ? ExpressionType.LessThan : ExpressionType.GreaterThan);
            if (behind is null)
            {
                behind = beyond;
                continue;
            }
            // Written so that the first comparison alone finds the place in the index.
            var from = Compare(column, parameter, keys[i].Down ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThanOrEqual);
            behind = Expression.AndAlso(from, Expression.OrElse(beyond, behind));
        }
        return rows.Where(Expression.Lambda<Func<T, bool>>(behind!, row));
    }

    private static BinaryExpression Compare(Expression column, Expression value, ExpressionType op) => column.Type == typeof(string)
        ? Expression.MakeBinary(op, Expression.Call(Texts.Compare, column, value), Expression.Constant(0))
        : Expression.MakeBinary(op, column, value);

    private static string? Of(object? value) => value switch
    {
        string text => text,
        DateTime time => time.Ticks.ToString(CultureInfo.InvariantCulture),
        Guid id => id.ToString("N"),
        null => null,
        _ => throw new InvalidOperationException($"Nothing is sorted by {value.GetType().Name}."),
    };

    private static object? Value(string? text, Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        _ when text is null => null,
        var t when t == typeof(string) => text,
        var t when t == typeof(DateTime) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) => new DateTime(ticks, DateTimeKind.Utc),
        var t when t == typeof(Guid) && Guid.TryParseExact(text, "N", out var id) => id,
        _ => null,
    };
}
