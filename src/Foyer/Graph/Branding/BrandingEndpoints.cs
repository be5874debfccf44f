using Foyer.Branding;

namespace Foyer.Graph;

/// <summary><c>/organization/{id}/branding</c> and its localizations (digest 5.7). The header <c>Accept-Language</c> names a set, <c>0</c> or <c>default</c> the one for everybody.</summary>
internal static class BrandingEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        var branding = "/organization/{id}/branding";
        graph.MapGet(branding, Get);
        graph.MapPatch(branding, (GraphCall call, string id, SetBranding set) => Change(call, id, Header(call) ?? BrandingLocale.Default, set, null));
        graph.MapDelete(branding, (GraphCall call, string id, RemoveBranding remove) => Remove(call, id, BrandingLocale.Default, remove));
        graph.MapGet(branding + "/localizations", List);
        graph.MapGet(branding + "/localizations/$count", async (GraphCall call, string id, ReadBranding read) =>
            !IsHere(call, id) ? GraphErrors.NotFound(id) : call.IsEventual ? GraphAnswer.Figure((await read.Sets(call.Ct)).Count) : (GraphAnswer)GraphErrors.NoCount);
        graph.MapPost(branding + "/localizations", Create);
        graph.MapGet(branding + "/localizations/{locale}", async (GraphCall call, string id, string locale, ReadBranding read, ReadLook looks) =>
            await One(call, locale, IsHere(call, id) && BrandingLocale.Of(locale) is { } named ? await read.Set(named, call.Ct) : null, looks));
        graph.MapPatch(branding + "/localizations/{locale}", (GraphCall call, string id, string locale, SetBranding set, ReadBranding read) => Change(call, id, BrandingLocale.Of(locale), set, read));
        graph.MapDelete(branding + "/localizations/{locale}", (GraphCall call, string id, string locale, RemoveBranding remove) => Remove(call, id, BrandingLocale.Of(locale), remove));
        BrandingStreams.Map(graph, branding);
    }

    /// <summary>Nobody reads or changes the branding of another organisation.</summary>
    internal static bool IsHere(GraphCall call, string id) => Guid.TryParse(id, out var guid) && guid == call.Caller.TenantId;

    private static async Task<GraphAnswer> Get(GraphCall call, string id, ReadBranding read, ReadLook looks)
    {
        if (!IsHere(call, id)) return GraphErrors.NotFound(id);
        var named = Header(call) is { IsDefault: false } locale ? await read.Set(locale, call.Ct) : null;
        return await One(call, id, named ?? await read.Set(BrandingLocale.Default, call.Ct), looks);
    }

    private static async Task<GraphAnswer> List(GraphCall call, string id, ReadBranding read, ReadLook looks)
    {
        if (!IsHere(call, id)) return GraphErrors.NotFound(id);
        call.Query.OnlySelectAndExpand();
        var sets = await read.Sets(call.Ct);
        var write = await BrandingJson.Writer(call, looks);
        return GraphAnswer.Object(json =>
        {
            json.WriteString("@odata.context", call.Options.Url($"/v1.0/$metadata#organization('{id}')/branding/localizations"));
            json.WriteStartArray("value");
            foreach (var set in sets)
            {
                json.WriteStartObject();
                write(json, set);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    private static async Task<GraphAnswer> Create(GraphCall call, string id, SetBranding set, ReadLook looks)
    {
        if (!IsHere(call, id)) return GraphErrors.NotFound(id);
        var body = (await call.Body()).For(BrandingJson.Type + "Localization");
        var tag = body.Text("id", 32, needed: true).Value ?? throw body.Missing("id");
        if (BrandingLocale.Of(tag) is not { } locale) return BrandingLocale.Unknown(tag);
        if ((await set.Begin(call.Admin(), locale, BrandingJson.Read(body), call.Ct)).Failed(out var problem, out var made)) return problem;
        return await One(call, tag, made, looks, StatusCodes.Status201Created);
    }

    /// <summary>Sets a set, made where there is none; given <paramref name="read"/>, only where there is one.</summary>
    private static async Task<GraphAnswer> Change(GraphCall call, string id, BrandingLocale? locale, SetBranding set, ReadBranding? read)
    {
        if (!IsHere(call, id) || locale is null) return GraphErrors.NotFound(id);
        var change = BrandingJson.Read((await call.Body()).For(BrandingJson.Type));
        if (read is not null && await read.Set(locale, call.Ct) is null) return GraphErrors.NotFound(locale.Tag);
        return (await set.Run(call.Admin(), locale, change, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Remove(GraphCall call, string id, BrandingLocale? locale, RemoveBranding remove)
    {
        if (!IsHere(call, id) || locale is null) return GraphErrors.NotFound(id);
        return (await remove.Run(call.Admin(), locale, withPictures: false, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> One(GraphCall call, string name, BrandingSet? set, ReadLook looks, int status = StatusCodes.Status200OK)
    {
        call.Query.OnlySelectAndExpand();
        if (set is null) return GraphErrors.NotFound(name);
        var write = await BrandingJson.Writer(call, looks);
        return GraphAnswer.Object(json =>
        {
            json.WriteString("@odata.context", call.Options.Url("/v1.0/$metadata#branding"));
            write(json, set);
        }, status);
    }

    /// <summary>The set that the header names: one locale, not the list of wishes that a browser sends.</summary>
    private static BrandingLocale? Header(GraphCall call) => BrandingLocale.Of(call.Http.Request.Headers.AcceptLanguage.ToString());
}
