using System.Linq.Expressions;
using System.Text.Json;
using Foyer.Policies;
using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>A row together with the table that knows how to write it; answers of mixed types are made of these.</summary>
internal readonly record struct GraphRow(IGraphTable Table, object Row)
{
    public Guid Id => Table.IdOf(Row);
}

internal delegate void RowWriter(Utf8JsonWriter json, object row);

/// <summary>What mixed answers need of a table.</summary>
internal interface IGraphTable
{
    /// <summary>E.g. <c>group</c>; answers say <c>#microsoft.graph.group</c>.</summary>
    string Type { get; }
    Guid IdOf(object row);
    bool Knows(string property);

    /// <summary>Loads what the selection needs beyond the rows themselves, once for all of them, and returns what writes one row.</summary>
    Task<RowWriter> Prepare(GraphCall call, Selection selection, IReadOnlyList<object> rows, bool typed);
}

/// <summary>What was selected and expanded; null names mean the default set.</summary>
internal sealed record Selection(IReadOnlyList<string>? Names, IReadOnlyList<SelectedName> Expansions)
{
    public static readonly Selection Default = new(null, []);

    public static Selection Of(GraphQuery query) =>
        new(query.Select is { } select ? SelectText.Names(select) : null, query.Expand is { } expand ? SelectText.Expansions(expand) : []);
}

/// <summary>
/// The properties of a Graph type over the rows of one entity: the allow-list that selecting, filtering, sorting and searching go
/// by. Written once for a type, as data:
/// <code>
/// new GraphTable&lt;Group&gt;("group", "groups", g => g.Id)
///     .Add("id", g => g.Id, p => p.Default().Filter(Ops.Exact))
///     .Add("displayName", g => g.DisplayName, p => p.Default().Filter(Ops.Text).Sorts());
/// </code>
/// </summary>
internal sealed class GraphTable<T>(string type, string set, Expression<Func<T, Guid>> id) : IGraphTable where T : class
{
    private readonly Dictionary<string, GraphProperty<T>> properties = new(StringComparer.Ordinal);
    private readonly List<GraphProperty<T>> inOrder = [];
    private readonly Dictionary<string, Expansion> expansions = new(StringComparer.Ordinal);
    private readonly Lazy<Func<T, Guid>> idOf = new(id.Compile);

    public string Type { get; } = type;
    public string Set { get; } = set;
    /// <summary>The type's name in messages, e.g. <c>User</c>.</summary>
    public string Resource { get; } = char.ToUpperInvariant(type[0]) + type[1..];
    public Expression<Func<T, Guid>> Id { get; } = id;

    /// <summary>Whether this caller may read a property of this row; what they may not read is null. Absent: everything.</summary>
    public Func<GraphCall, T, GraphProperty<T>, bool>? MayRead { get; init; }

    /// <summary>Whether this caller may filter, sort or search by a property: what one cannot read one cannot ask about either.</summary>
    public Func<GraphCall, GraphProperty<T>, bool>? MayAsk { get; init; }

    /// <summary>Lists begin with the newest row unless asked otherwise; ids follow time.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>A column that is shown in another form than it has in the store.</summary>
    public GraphTable<T> Add<TValue>(string name, Expression<Func<T, TValue>> column, Func<T, object?> read, Action<GraphProperty<T>>? shape = null) =>
        Add(new GraphProperty<T>(name, read, column), shape);

    /// <summary>A property that is a column: it can be filtered and sorted as far as <paramref name="shape"/> says.</summary>
    public GraphTable<T> Add<TValue>(string name, Expression<Func<T, TValue>> column, Action<GraphProperty<T>>? shape = null) =>
        Add(new GraphProperty<T>(name, null, column), shape);

    /// <summary>A property that is made from the row.</summary>
    public GraphTable<T> Value(string name, Func<T, object?> read, Action<GraphProperty<T>>? shape = null) =>
        Add(new GraphProperty<T>(name, read, null), shape);

    /// <summary>A property from other tables, asked once for all rows of an answer.</summary>
    public GraphTable<T> Load(string name, Func<GraphCall, IReadOnlyList<T>, Task<IReadOnlyDictionary<Guid, object?>>> load, Action<GraphProperty<T>>? shape = null) =>
        Add(new GraphProperty<T>(name, _ => null, null) { Loader = load }, shape);

    /// <summary>Related objects that <c>$expand</c> brings along, at most twenty an object (as Graph does); of a single-valued relation the first.</summary>
    public GraphTable<T> Expand(string name, bool many, Func<GraphCall, IReadOnlyList<T>, SelectedName, Task<ILookup<Guid, GraphRow>>> load)
    {
        expansions.Add(name, new(many, load));
        return this;
    }

    private GraphTable<T> Add(GraphProperty<T> property, Action<GraphProperty<T>>? shape)
    {
        shape?.Invoke(property);
        properties.Add(property.Name, property);
        inOrder.Add(property);
        return this;
    }

    public GraphProperty<T>? Find(string name) => properties.GetValueOrDefault(name);

    public bool Knows(string property) => properties.ContainsKey(property) || expansions.ContainsKey(property);

    public IEnumerable<GraphProperty<T>> Properties => inOrder;
    public IEnumerable<string> Expansions => expansions.Keys;

    public Guid IdOf(T row) => idOf.Value(row);

    Guid IGraphTable.IdOf(object row) => IdOf((T)row);

    /// <summary>Refuses names that this type does not have.</summary>
    public Selection Check(Selection selection)
    {
        foreach (var name in (selection.Names ?? []).Where(n => !Knows(n))) throw NoProperty(name);
        foreach (var expansion in selection.Expansions.Where(e => !expansions.ContainsKey(e.Name))) throw NoProperty(expansion.Name);
        return selection;
    }

    public async Task<RowWriter> Prepare(GraphCall call, Selection selection, IReadOnlyList<object> rows, bool typed)
    {
        List<T> mine = [.. rows.OfType<T>()];
        var shown = selection.Names is null ? inOrder.Where(p => p.IsDefault).ToList() : [.. Properties.Where(p => selection.Names.Contains(p.Name, StringComparer.Ordinal))];
        if (selection.Names is not null && !shown.Exists(p => p.Name == "id") && Find("id") is { } key && typed) shown.Insert(0, key);
        var loaded = new Dictionary<string, IReadOnlyDictionary<Guid, object?>>(StringComparer.Ordinal);
        foreach (var property in shown.Where(p => p.Loader is not null)) loaded[property.Name] = mine.Count == 0 ? new Dictionary<Guid, object?>() : await property.Loader!(call, mine);
        CheckExpansions(call, selection, mine);
        var related = new List<(string Name, bool Many, ILookup<Guid, GraphRow> Rows, RowWriter Write)>();
        foreach (var wanted in selection.Expansions.Where(e => expansions.ContainsKey(e.Name)))
        {
            var expansion = expansions[wanted.Name];
            var lookup = await expansion.Load(call, mine, wanted);
            var inner = wanted.Select is { } select ? new Selection(SelectText.Names(select), []) : Selection.Default;
            related.Add((wanted.Name, expansion.Many, lookup, await MixedRows.Prepare(call, inner, [.. lookup.SelectMany(g => g)], typed: true)));
        }

        return (json, row) => Write(json, (T)row, call, shown, loaded, related, typed);
    }

    /// <summary>Related objects come along only for who could ask for them by a call of their own.</summary>
    private void CheckExpansions(GraphCall call, Selection selection, List<T> rows)
    {
        foreach (var wanted in selection.Expansions.Where(e => expansions.ContainsKey(e.Name)))
        {
            var reach = GraphRights.Find("GET", $"/{Set}/{{id}}/{wanted.Name}")?.Of(call.Caller) ?? Reach.None;
            if (call.Caller is { SeesAsGuest: true, GuestView: GuestView.Restricted }) reach = Reach.None;
            if (reach == Reach.None || (reach == Reach.Self && rows.Exists(r => IdOf(r) != call.Caller.Id))) throw new GraphRefusal(GraphErrors.Denied);
        }
    }

    private void Write(Utf8JsonWriter json, T row, GraphCall call, List<GraphProperty<T>> shown, Dictionary<string, IReadOnlyDictionary<Guid, object?>> loaded,
        List<(string Name, bool Many, ILookup<Guid, GraphRow> Rows, RowWriter Write)> related, bool typed)
    {
        if (typed) json.WriteString("@odata.type", "#microsoft.graph." + Type);
        var id = IdOf(row);
        foreach (var property in shown)
        {
            json.WritePropertyName(property.Name);
            var value = loaded.TryGetValue(property.Name, out var values) ? values.GetValueOrDefault(id) : property.Read(row);
            GraphJson.Write(json, MayRead?.Invoke(call, row, property) == false ? value is System.Collections.IEnumerable and not string ? Array.Empty<string>() : null : value);
        }
        foreach (var (name, many, rows, write) in related)
        {
            json.WritePropertyName(name);
            if (many) json.WriteStartArray();
            foreach (var other in rows[id].Take(many ? MostExpanded : 1))
            {
                json.WriteStartObject();
                write(json, other);
                json.WriteEndObject();
            }
            if (many) json.WriteEndArray();
            else if (!rows[id].Any()) json.WriteNullValue();
        }
    }

    private GraphRefusal NoProperty(string name) => SelectText.Wrong($"Could not find a property named '{Printable.Excerpt(name)}' on type 'microsoft.graph.{Type}'.");

    private const int MostExpanded = 20;

    private sealed record Expansion(bool Many, Func<GraphCall, IReadOnlyList<T>, SelectedName, Task<ILookup<Guid, GraphRow>>> Load);
}

/// <summary>Rows of several types in one answer.</summary>
internal static class MixedRows
{
    /// <summary>Asks each type's table once; the writer takes <see cref="GraphRow"/>s.</summary>
    public static async Task<RowWriter> Prepare(GraphCall call, Selection selection, IReadOnlyList<GraphRow> rows, bool typed)
    {
        var writers = new Dictionary<IGraphTable, RowWriter>();
        foreach (var table in rows.GroupBy(r => r.Table)) writers[table.Key] = await table.Key.Prepare(call, selection, [.. table.Select(r => r.Row)], typed);
        return (json, row) => writers[((GraphRow)row).Table](json, ((GraphRow)row).Row);
    }
}
