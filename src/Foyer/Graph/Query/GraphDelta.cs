using System.Globalization;
using Foyer.Audit;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph.Query;

/// <summary>
/// What a delta query of a type reads: its properties, the audit rows that tell of changes (what they are about, and in which
/// category), the live rows, and the ids of those that were removed and can come back.
/// </summary>
internal sealed record DeltaSource<T>(GraphTable<T> Table, string TargetType, string Category, IQueryable<T> Live, IQueryable<Guid> Restorable) where T : class;

/// <summary>
/// Delta queries (digest 5.13) without a table of changes: every change writes an audit row in its own transaction, so what
/// changed since a moment is what those rows are about. A transaction may commit a little after the moment its row names, so the
/// next look goes back by <see cref="Overlap"/> and leaves out the rows that were seen; with many of them something may be told twice.
/// </summary>
internal static class GraphDelta
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private const int MostRemembered = 40;
    private const string All = "all", Since = "since";

    private static readonly GraphError Expired = new(410, "resyncRequired", "The delta token is too old. Start again without it.");

    extension(GraphCall call)
    {
        public async Task<GraphAnswer> Delta<T>(DeltaSource<T> source) where T : class
        {
            var query = call.Query;
            if (query.OrderBy is not null || query.Search is not null || query.Expand is not null || query.Count) throw new GraphRefusal(GraphErrors.Unsupported("This query option is not supported with delta queries."));
            var selection = source.Table.Check(Selection.Of(query));
            var only = query.Filter is { } filter ? Ids(FilterParser.Parse(filter)) : null;
            var place = query.SkipToken is { } skip ? Read(call, skip) : query.DeltaToken is { } token and not "latest" ? Read(call, token) : null;
            if (query.DeltaToken == "latest") return await Page(call, source, selection, [], [], null, await Fresh(call, source));
            return place switch
            {
                null => await Whole(call, source, selection, only, await Fresh(call, source), null),
                [All, { } from, var seen, { } after] => await Whole(call, source, selection, only, [Since, from, seen], after),
                [Since, { } from, var seen] => await Changes(call, source, selection, only, from, seen ?? "", null, null, null),
                [Since, { } from, var seen, { } after, { } upto, { } next] => await Changes(call, source, selection, only, from, seen ?? "", after, upto, next),
                _ => throw new GraphRefusal(GraphErrors.BadPageToken),
            };
        }
    }

    /// <summary>The first round: everything there is, in the order of ids.</summary>
    private static async Task<GraphAnswer> Whole<T>(GraphCall call, DeltaSource<T> source, Selection selection, List<Guid>? only, string?[] fresh, string? after) where T : class
    {
        var rows = source.Live.AsNoTracking();
        if (only is not null) rows = Among(source, rows, only);
        if (after is not null) rows = Behind(source, rows, Guid.ParseExact(after, "N"));
        var page = await Ordered(source, rows).Take(GraphQuery.DefaultTop + 1).ToListAsync(call.Ct);
        if (page.Count <= GraphQuery.DefaultTop) return await Page(call, source, selection, page, [], null, fresh);
        page.RemoveAt(GraphQuery.DefaultTop);
        return await Page(call, source, selection, page, [], [All, fresh[1], fresh[2], source.Table.IdOf(page[^1]).ToString("N")], null);
    }

    /// <summary>A later round: what audit rows since then are about, each object once, as it is now.</summary>
    private static async Task<GraphAnswer> Changes<T>(GraphCall call, DeltaSource<T> source, Selection selection, List<Guid>? only, string from, string seen, string? after, string? upto, string? next) where T : class
    {
        var since = new DateTime(long.Parse(from, CultureInfo.InvariantCulture), DateTimeKind.Utc);
        if (since < call.Clock.UtcNow - Lifetime) return Resync(call);
        // The round ends where it began to look, so that a link to its next page means the same rows.
        var end = upto is null ? call.Clock.UtcNow + Overlap : new DateTime(long.Parse(upto, CultureInfo.InvariantCulture), DateTimeKind.Utc);
        var fresh = next is null ? await Fresh(call, source) : [Since, .. next.Split('|')];
        var known = seen.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => Guid.ParseExact(id, "N")).ToList();

        var (lower, upper) = (FirstId(since - Overlap), FirstId(end));
        var changed = Rows(call, source).Where(a => a.Id >= lower && a.Id < upper && !EF.Parameter(known).Contains(a.Id)).Select(a => a.TargetId!.Value);
        if (only is not null) changed = changed.Where(id => EF.Parameter(only).Contains(id));
        if (after is not null && Guid.ParseExact(after, "N") is var last) changed = changed.Where(id => id > last);
        var ids = await changed.Distinct().OrderBy(id => id).Take(GraphQuery.DefaultTop + 1).ToListAsync(call.Ct);
        string?[]? more = null;
        if (ids.Count > GraphQuery.DefaultTop)
        {
            ids.RemoveAt(GraphQuery.DefaultTop);
            more = [Since, from, seen, ids[^1].ToString("N"), end.Ticks.ToString(CultureInfo.InvariantCulture), $"{fresh[1]}|{fresh[2]}"];
        }

        var rows = await Ordered(source, Among(source, source.Live.AsNoTracking(), ids)).ToListAsync(call.Ct);
        var gone = ids.Except(rows.Select(source.Table.IdOf)).ToList();
        var restorable = (await source.Restorable.Where(id => EF.Parameter(gone).Contains(id)).ToListAsync(call.Ct)).ToHashSet();
        return await Page(call, source, selection, rows, gone.ConvertAll(id => (id, restorable.Contains(id))), more, more is null ? fresh : null);
    }

    private static async Task<GraphAnswer> Page<T>(GraphCall call, DeltaSource<T> source, Selection selection, List<T> rows, List<(Guid Id, bool Restorable)> gone, string?[]? more, string?[]? fresh) where T : class
    {
        var tokens = call.Http.RequestServices.GetRequiredService<PageTokens>();
        var write = await source.Table.Prepare(call, selection.Names is null ? selection : selection with { Names = [.. selection.Names.Append("id").Distinct(StringComparer.Ordinal)] }, rows, typed: false);
        var link = more is not null ? PageTokens.Link(call, "$skiptoken", tokens.Make(call, more)) : PageTokens.Link(call, "$deltatoken", tokens.Make(call, fresh!));
        return GraphAnswer.Object(json =>
        {
            json.WriteString("@odata.context", call.Options.Url($"/v1.0/$metadata#{source.Table.Set}"));
            json.WriteString(more is not null ? "@odata.nextLink" : "@odata.deltaLink", link);
            json.WriteStartArray("value");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                write(json, row);
                json.WriteEndObject();
            }
            foreach (var (id, restorable) in gone)
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteStartObject("@removed");
                json.WriteString("reason", restorable ? "changed" : "deleted");
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    /// <summary>Where the next round begins: now, knowing the rows of the last moments.</summary>
    private static async Task<string?[]> Fresh<T>(GraphCall call, DeltaSource<T> source) where T : class
    {
        var now = call.Clock.UtcNow;
        var recent = FirstId(now - Overlap);
        var seen = await Rows(call, source).Where(a => a.Id >= recent).OrderByDescending(a => a.Id).Take(MostRemembered).Select(a => a.Id).ToListAsync(call.Ct);
        return [Since, now.Ticks.ToString(CultureInfo.InvariantCulture), string.Join(',', seen.Select(id => id.ToString("N")))];
    }

    private static IQueryable<AuditEntry> Rows<T>(GraphCall call, DeltaSource<T> source) where T : class
    {
        var (type, category) = (source.TargetType, source.Category);
        return call.Db.AuditEntries.Where(a => a.TargetType == type && a.Category == category && a.TargetId != null && a.Result == AuditResult.Success);
    }

    private static IReadOnlyList<string?> Read(GraphCall call, string token) => call.Http.RequestServices.GetRequiredService<PageTokens>().Read(call, token);

    private static GraphAnswer Resync(GraphCall call)
    {
        call.Http.Response.Headers.Location = call.Options.Url(call.Address);
        return Expired;
    }

    /// <summary>The first id (UUID version 7) that a row of this moment could have.</summary>
    private static Guid FirstId(DateTime moment)
    {
        var milliseconds = new DateTimeOffset(moment).ToUnixTimeMilliseconds();
        return new Guid((int)(milliseconds >> 16), (short)(milliseconds & 0xffff), 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);
    }

    /// <summary>The one filter of delta queries: <c>id eq '…' or id eq '…'</c>.</summary>
    private static List<Guid> Ids(FilterNode filter) => filter switch
    {
        OrNode or => [.. Ids(or.Left), .. Ids(or.Right)],
        CompareNode { Path: "id", Operator: Comparison.Eq } equal when Guid.TryParse(equal.Value.Text, out var id) => [id],
        _ => throw new GraphRefusal(GraphErrors.Unsupported("Delta queries are filtered by id only: id eq '…' or id eq '…'.")),
    };

    private static IQueryable<T> Among<T>(DeltaSource<T> source, IQueryable<T> rows, List<Guid> ids) where T : class => rows.Where(Texts.Among(source.Table.Id, ids));

    private static IQueryable<T> Behind<T>(DeltaSource<T> source, IQueryable<T> rows, Guid after) where T : class => rows.Where(Texts.Behind(source.Table.Id, after));

    private static IQueryable<T> Ordered<T>(DeltaSource<T> source, IQueryable<T> rows) where T : class => rows.OrderBy(source.Table.Id);
}
