using System.Globalization;
using Foyer.Web;

namespace Foyer.Branding.Css;

/// <summary>What a value may be made of.</summary>
[Flags]
internal enum CssValue { None = 0, Colour = 1, OpaqueColour = 2, Length = 4, Percent = 8, Plain = 16, Font = 32 }

/// <summary>One property: its kinds of value, the bounds of lengths in pixels (and of plain numbers), its words, how many parts it has.</summary>
internal sealed record CssProperty(CssValue Values, double Least, double Most, int Parts, bool Commas, HashSet<string> Words)
{
    public bool May(CssValue value) => (Values & value) != CssValue.None;
}

/// <summary>
/// What a style may say: how things are coloured, written and spaced. Nothing that loads, moves away, covers or hides a part of the page: a
/// person must be able to read what they agree to, whoever wrote the style.
/// </summary>
internal static class CssProperties
{
    private static readonly Dictionary<string, CssProperty> All = Make();

    public static CssProperty? Find(string name) => All.GetValueOrDefault(name);

    public static string Known => string.Join(", ", All.Keys);

    /// <summary>What people try first, with what to do instead.</summary>
    public static string WhyNot(string name) => name switch
    {
        "background-image" or "list-style-image" or "border-image" => $"{name} is not allowed; upload the background picture instead",
        "position" or "display" or "visibility" or "opacity" or "transform" or "z-index" or "overflow" or "content" or "clip" or "clip-path" or "filter" or "height" =>
            $"{name} is not allowed, because it could hide what people must be able to read",
        _ => $"the property {Printable.Excerpt(name)} is not allowed; allowed are {Known}",
    };

    private static Dictionary<string, CssProperty> Make()
    {
        var all = new Dictionary<string, CssProperty>(StringComparer.Ordinal)
        {
            ["color"] = Of(CssValue.OpaqueColour),
            ["background"] = Of(CssValue.Colour),
            ["background-color"] = Of(CssValue.Colour),
            ["background-size"] = Of(CssValue.Percent, parts: 2, words: "cover contain auto"),
            ["background-position"] = Of(CssValue.Percent, parts: 2, words: "left right top bottom center"),
            ["background-repeat"] = Of(CssValue.None, words: "repeat repeat-x repeat-y no-repeat"),
            ["border-radius"] = Of(CssValue.Length | CssValue.Percent, 0, 100, 4),
            ["box-shadow"] = Of(CssValue.Colour | CssValue.Length, -100, 100, 24, true, "none inset"),
            ["text-shadow"] = Of(CssValue.Colour | CssValue.Length, -20, 20, 12, true, "none"),
            ["font-family"] = Of(CssValue.Font, 0, 0, 24, true),
            ["font-size"] = Of(CssValue.Length, 10, 72, 1, false, "small medium large x-large xx-large smaller larger"),
            ["font-weight"] = Of(CssValue.Plain, 100, 900, 1, false, "normal bold bolder lighter"),
            ["font-style"] = Of(CssValue.None, words: "normal italic oblique"),
            ["line-height"] = Of(CssValue.Plain | CssValue.Length, 1, 96, 1, false, "normal"),
            ["letter-spacing"] = Of(CssValue.Length, -1, 10, 1, false, "normal"),
            ["text-align"] = Of(CssValue.None, words: "left right center start end justify"),
            ["text-transform"] = Of(CssValue.None, words: "none capitalize uppercase lowercase"),
            ["text-decoration"] = Of(CssValue.Colour, parts: 3, words: "none underline overline solid dotted dashed double wavy"),
            ["text-decoration-color"] = Of(CssValue.Colour),
            ["text-decoration-line"] = Of(CssValue.None, words: "none underline overline"),
            ["outline-color"] = Of(CssValue.OpaqueColour),
            ["width"] = Of(CssValue.Length | CssValue.Percent, 120, 2000, 1, false, "auto"),
            ["max-width"] = Of(CssValue.Length | CssValue.Percent, 120, 2000, 1, false, "none"),
            ["min-width"] = Of(CssValue.Length, 0, 300, 1, false, "auto"),
            ["min-height"] = Of(CssValue.Length, 0, 1000, 1, false, "auto"),
        };
        foreach (var side in (string[])["", "-top", "-right", "-bottom", "-left"])
        {
            all["padding" + side] = Of(CssValue.Length | CssValue.Percent, 0, 200, side.Length == 0 ? 4 : 1);
            all["margin" + side] = Of(CssValue.Length | CssValue.Percent, 0, 200, side.Length == 0 ? 4 : 1, false, "auto");
            all["border" + side] = Of(CssValue.Colour | CssValue.Length, 0, 20, 3, false, Lines);
            all[$"border{side}-color"] = Of(CssValue.Colour, parts: side.Length == 0 ? 4 : 1);
            all[$"border{side}-style"] = Of(CssValue.None, parts: side.Length == 0 ? 4 : 1, words: Lines);
            all[$"border{side}-width"] = Of(CssValue.Length, 0, 20, side.Length == 0 ? 4 : 1);
        }
        foreach (var corner in (string[])["top-left", "top-right", "bottom-right", "bottom-left"]) all[$"border-{corner}-radius"] = Of(CssValue.Length | CssValue.Percent, 0, 100, 2);
        return all;
    }

    private const string Lines = "none solid dotted dashed double";

    private static CssProperty Of(CssValue values, double least = 0, double most = 0, int parts = 1, bool commas = false, string words = "") =>
        new(values, least, most, parts, commas, words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));

    /// <summary>A length in pixels, for judging it; null for a unit that is none of the page's.</summary>
    public static double? Pixels(CssToken number) => number.Unit switch
    {
        "" when number.Value == 0 => 0,
        "px" => number.Value,
        "rem" or "em" => number.Value * 16,
        "pt" => number.Value * 4 / 3,
        _ => null,
    };

    public static string Written(CssToken number) => number.Value.ToString("0.####", CultureInfo.InvariantCulture) + number.Unit;
}
