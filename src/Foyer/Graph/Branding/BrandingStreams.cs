using System.Text;
using Foyer.Branding;

namespace Foyer.Graph;

/// <summary>The pictures and the custom CSS of a branding, each a stream of its own: read, put and taken away.</summary>
internal static class BrandingStreams
{
    private const string CustomCss = "customCSS";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Map(RouteGroupBuilder graph, string branding)
    {
        graph.MapGet(branding + "/{stream}", (GraphCall call, string id, string stream, ReadBranding read) => Get(call, id, "0", stream, read));
        graph.MapGet(branding + "/localizations/{locale}/{stream}", Get);
        graph.MapDelete(branding + "/{stream}", (GraphCall call, string id, string stream, SetPicture pictures, SetBranding set, ReadBranding read) => Remove(call, id, "0", stream, pictures, set, read));
        graph.MapDelete(branding + "/localizations/{locale}/{stream}", Remove);
        // Graph knows both words for it.
        graph.MapPut(branding + "/{stream}", (GraphCall call, string id, string stream, SetPicture pictures, SetBranding set) => Put(call, id, "0", stream, pictures, set));
        graph.MapPatch(branding + "/{stream}", (GraphCall call, string id, string stream, SetPicture pictures, SetBranding set) => Put(call, id, "0", stream, pictures, set));
        graph.MapPut(branding + "/localizations/{locale}/{stream}", Put);
        graph.MapPatch(branding + "/localizations/{locale}/{stream}", Put);
    }

    private static async Task<GraphAnswer> Get(GraphCall call, string id, string locale, string stream, ReadBranding read)
    {
        if (!BrandingEndpoints.IsHere(call, id) || BrandingLocale.Of(locale) is not { } named || await read.Set(named, call.Ct) is not { } set) return GraphErrors.NotFound(locale);
        if (stream == CustomCss) return set.CustomCss is { } css ? GraphAnswer.File(Encoding.UTF8.GetBytes(css), "text/css") : Unset;
        if (PictureRule.Named(stream) is not { } rule) return GraphErrors.NoSegment(stream);
        return await read.Picture(named, rule.Kind, call.Ct) is { } picture ? GraphAnswer.File(picture.Bytes, picture.ContentType) : Unset;
    }

    private static async Task<GraphAnswer> Put(GraphCall call, string id, string locale, string stream, SetPicture pictures, SetBranding set)
    {
        if (!BrandingEndpoints.IsHere(call, id) || BrandingLocale.Of(locale) is not { } named) return GraphErrors.NotFound(locale);
        var rule = PictureRule.Named(stream);
        if (rule is null && stream != CustomCss) return GraphErrors.NoSegment(stream);
        var sent = await Body(call, rule?.Bytes ?? 4 * CheckCss.MaxLength);
        var result = rule is not null
            ? await pictures.Run(call.Admin(), named, rule.Kind, sent, call.Ct)
            : await set.Run(call.Admin(), named, new() { CustomCss = Text(sent) }, call.Ct);
        return result.Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Remove(GraphCall call, string id, string locale, string stream, SetPicture pictures, SetBranding set, ReadBranding read)
    {
        if (!BrandingEndpoints.IsHere(call, id) || BrandingLocale.Of(locale) is not { } named || await read.Set(named, call.Ct) is null) return GraphErrors.NotFound(locale);
        if (PictureRule.Named(stream) is { } rule) return (await pictures.Remove(call.Admin(), named, rule.Kind, call.Ct)).Failed(out var why, out _) ? why : GraphAnswer.NoContent;
        if (stream != CustomCss) return GraphErrors.NoSegment(stream);
        return (await set.RemoveCss(call.Admin(), named, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    /// <summary>As Graph answers for what nobody has set.</summary>
    private static GraphAnswer Unset => GraphAnswer.Object(_ => { });

    /// <summary>At most one byte more than can be used: who sends more is told so by the check, and nobody fills the memory.</summary>
    private static async Task<byte[]> Body(GraphCall call, int most)
    {
        using var sent = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while (sent.Length <= most && (read = await call.Http.Request.Body.ReadAsync(buffer, call.Ct)) > 0) sent.Write(buffer, 0, read);
        return sent.ToArray();
    }

    private static string Text(byte[] sent)
    {
        try { return Strict.GetString(sent).TrimStart('\ufeff'); }
        catch (DecoderFallbackException) { throw new GraphRefusal(GraphErrors.Bad("The style sheet is not UTF-8.")); }
    }
}
