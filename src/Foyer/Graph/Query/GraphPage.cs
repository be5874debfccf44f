using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph.Query;

/// <summary>Answers with lists and single objects: the query options of a call, carried out over the rows that the endpoint allows.</summary>
internal static class GraphPage
{
    extension(GraphCall call)
    {
        /// <summary>A page of <paramref name="rows"/>, filtered, searched and sorted as asked.</summary>
        public async Task<GraphAnswer> List<T>(GraphTable<T> table, IQueryable<T> rows, string? context = null, bool typed = false) where T : class
        {
            var (query, selection) = (call.Query, table.Check(Selection.Of(call.Query)));
            if (selection.Expansions.Count > 0 && (query.Advanced || query.Search is not null)) throw new GraphRefusal(GraphErrors.Unsupported("$expand is not supported with advanced queries."));
            var (matching, foundBy) = Matching(call, table, rows);
            var order = SortOrder<T>.Of(call, table, query, foundBy, filtered: query.Filter is not null || query.Search is not null);

            var tokens = call.Http.RequestServices.GetRequiredService<PageTokens>();
            var from = query.SkipToken is { } token ? order.Behind(matching, tokens.Read(call, token)) ?? throw new GraphRefusal(GraphErrors.BadPageToken) : matching;
            var page = await order.Apply(from).Take(query.Top + 1).AsNoTracking().ToListAsync(call.Ct);
            string? next = null;
            if (page.Count > query.Top)
            {
                page.RemoveAt(query.Top);
                next = tokens.NextLink(call, order.PlaceOf(page[^1]));
            }
            // Without the header the option is ignored; later pages do not repeat the figure (digest 5.13).
            int? count = query.Advanced && query.SkipToken is null ? await matching.CountAsync(call.Ct) : null;
            var write = await table.Prepare(call, selection, page, typed);
            return GraphAnswer.Object(json => Page(json, call, context ?? Context(table.Set, selection), count, next, page, write));
        }

        /// <summary>How many of <paramref name="rows"/> match: <c>/$count</c>, an advanced query by its nature.</summary>
        public async Task<GraphAnswer> Count<T>(GraphTable<T> table, IQueryable<T> rows) where T : class
        {
            if (!call.IsEventual) return GraphErrors.NoCount;
            return GraphAnswer.Figure(await Matching(call, table, rows, advanced: true).Rows.CountAsync(call.Ct));
        }

        /// <summary>One object, or the error that there is none.</summary>
        public async Task<GraphAnswer> One<T>(GraphTable<T> table, T? row, string name, int status = StatusCodes.Status200OK, string? context = null, bool typed = false) where T : class
        {
            call.Query.OnlySelectAndExpand();
            if (row is null) return GraphErrors.NotFound(name);
            var selection = table.Check(Selection.Of(call.Query));
            var write = await table.Prepare(call, selection, [row], typed);
            if (status == StatusCodes.Status201Created) call.Http.Response.Headers.Location = call.Options.Url($"/v1.0/{table.Set}/{table.IdOf(row):D}");
            return GraphAnswer.Object(json =>
            {
                json.WriteString("@odata.context", call.Options.Url($"/v1.0/$metadata#{context ?? Context(table.Set, selection) + "/$entity"}"));
                write(json, row);
            }, status);
        }

        /// <summary>Objects of several types, all of them at once.</summary>
        public async Task<GraphAnswer> Mixed(IReadOnlyList<GraphRow> rows, string context = "directoryObjects", string? next = null, int? count = null)
        {
            var write = await MixedRows.Prepare(call, CheckMixed(call, rows), rows, typed: true);
            return GraphAnswer.Object(json => Page(json, call, context, count, next, rows, (j, row) => write(j, row)));
        }
    }

    /// <summary>Names of a mixed answer: each must be known to one of the types.</summary>
    private static Selection CheckMixed(GraphCall call, IReadOnlyList<GraphRow> rows)
    {
        var selection = Selection.Of(call.Query);
        if (rows.Count == 0) return selection;
        foreach (var name in (selection.Names ?? []).Where(n => !rows.Any(r => r.Table.Knows(n)) && !DirectoryObjects.Knows(n)))
            throw SelectText.Wrong($"Could not find a property named '{Web.Printable.Excerpt(name)}' on type 'microsoft.graph.directoryObject'.");
        return selection;
    }

    private static (IQueryable<T> Rows, GraphProperty<T>? FoundBy) Matching<T>(GraphCall call, GraphTable<T> table, IQueryable<T> rows, bool? advanced = null) where T : class
    {
        var query = call.Query;
        GraphProperty<T>? foundBy = null;
        if (query.Filter is { } filter)
        {
            var translated = new FilterTranslator<T>(call, table, rows, advanced ?? query.Advanced).Run(FilterParser.Parse(filter));
            (rows, foundBy) = (rows.Where(translated.Condition), translated.FoundBy);
        }
        if (query.Search is { } search)
        {
            if (!call.IsEventual) throw new GraphRefusal(GraphErrors.SearchNeedsHeader);
            rows = rows.Where(SearchTranslator<T>.Run(call, table, SearchText.Parse(search)));
        }
        return (rows, foundBy);
    }

    private static string Context(string set, Selection selection) => selection.Names is null ? set : $"{set}({string.Join(',', selection.Names)})";

    private static void Page<T>(Utf8JsonWriter json, GraphCall call, string context, int? count, string? next, IReadOnlyList<T> rows, RowWriter write)
    {
        json.WriteString("@odata.context", call.Options.Url("/v1.0/$metadata#" + context));
        if (count is { } figure) json.WriteNumber("@odata.count", figure);
        if (next is not null) json.WriteString("@odata.nextLink", next);
        json.WriteStartArray("value");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(json, row!);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
