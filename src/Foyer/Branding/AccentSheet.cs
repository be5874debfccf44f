using Foyer.Web;

namespace Foyer.Branding;

/// <summary>An organisation's accent as a style sheet: darkened for white letters and lightened for text at night, so it always reaches 4.5:1.</summary>
internal static class AccentSheet
{
    public static string Of(string? accent)
    {
        if (!Colour.TryParse(accent, out var colour)) return "";
        var day = colour.ReadableOn(Colour.White, Colour.Black);
        var night = colour.ReadableOn(PageColours.NightSurface, Colour.White);
        return $":root {{ --accent: {day}; --on-accent: #ffffff; --accent-text: {day}; }}\n@media (prefers-color-scheme: dark) {{ :root {{ --accent-text: {night}; }} }}\n";
    }
}
