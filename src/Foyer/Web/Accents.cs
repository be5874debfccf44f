namespace Foyer.Web;

/// <summary>
/// Colours of apps on pages. Pages carry no style of their own (Content-Security-Policy), so a colour is a class, and the classes of a
/// page come from <c>/accents.css?c=…</c>: a function of its query alone, which therefore tells nothing about anybody.
/// </summary>
public static class Accents
{
    private const string Path = "/accents.css";

    /// <summary>The class of a colour; empty for what is none.</summary>
    public static string ClassOf(string? colour) => Colour.TryParse(colour, out var parsed) ? "accent-" + parsed.ToString()[1..] : "";

    /// <summary>The style sheet with the classes of these colours; null when there is none among them.</summary>
    public static string? StyleFor(IEnumerable<string?> colours)
    {
        var known = colours.Select(ClassOf).Where(c => c.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return known.Count == 0 ? null : Path + QueryString.Create(known.Select(c => KeyValuePair.Create("c", (string?)c["accent-".Length..])));
    }

    extension(IEndpointRouteBuilder routes)
    {
        internal void MapAccents() => routes.MapGet(Path, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=86400";
            return Results.Text(string.Concat(http.Request.Query["c"].Take(100).Select(c => Rule("#" + c))), "text/css");
        }).AllowAnonymous();
    }

    private static string Rule(string text) =>
        Colour.TryParse(text, out var colour) ? $".{ClassOf(text)} {{ --accent: {colour.ReadableOn(Colour.White, Colour.Black)}; --on-accent: #ffffff; }}\n" : "";
}
