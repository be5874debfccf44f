using System.Globalization;
using Foyer.Branding.Css;
using Foyer.Web;

namespace Foyer.Branding;

/// <summary>
/// Warns of what people would hardly read or see: colours of the background and of the custom CSS by WCAG's ratio (4.5:1 for text), logos that
/// vanish in the page by day or by night. Nothing is refused for it; what Foyer itself writes is corrected where it stands.
/// </summary>
internal static class JudgeContrast
{
    public const double Enough = 4.5;

    public static IEnumerable<string> Warnings(string? backgroundColor, bool hasPicture, string? css, IReadOnlyCollection<PictureHead> pictures)
    {
        if (!hasPicture && Colour.TryParse(backgroundColor, out var ground))
        {
            var (own, chosen) = (PageColours.DayText.ContrastWith(ground), InkOn(ground));
            if (own < Enough) yield return $"The usual text colour has only {Ratio(own)} on {ground}. The line at the foot of pages is written in {(chosen == Colour.White ? "white" : "black")} there ({Ratio(chosen.ContrastWith(ground))}).";
        }
        foreach (var picture in pictures)
        {
            var name = PictureRule.Of(picture.Kind).Name;
            if (picture.Kind is PictureKind.BackgroundImage or PictureKind.Favicon) continue;
            if (!picture.ShowsByDay && picture.Kind != PictureKind.SquareLogoDark) yield return $"The {name} hardly shows on a white page, so it stands on a dark plate there.";
            if (!picture.ShowsByNight && !(picture.Kind == PictureKind.SquareLogo && pictures.Any(p => p.Kind == PictureKind.SquareLogoDark))) yield return $"The {name} hardly shows on a dark page, so it stands on a white plate there.";
        }
        if (css is null || CheckCss.Run(css).Failed(out _, out var sheet)) yield break;
        foreach (var pair in sheet.Pairs)
        {
            // A rule for one half of the day that speaks of the same part answers for that half.
            if (pair.Night != true && !(pair.Night is null && sheet.Pairs.Any(p => p.Part == pair.Part && p.Night == false)) && Of(pair, PageColours.DayText, Colour.White) is { } day) yield return Sentence(pair, day, "");
            if (pair.Night != false && !(pair.Night is null && sheet.Pairs.Any(p => p.Part == pair.Part && p.Night == true)) && Of(pair, PageColours.NightText, PageColours.NightSurface) is { } night && (pair.Ink is null || pair.Ground is null)) yield return Sentence(pair, night, " on dark pages");
        }
    }

    /// <summary>Black or white, whichever is read better; one of them always reaches 4.5:1.</summary>
    public static Colour InkOn(Colour ground) => Colour.White.ContrastWith(ground) >= Colour.Black.ContrastWith(ground) ? Colour.White : Colour.Black;

    /// <summary>The colours as they meet, when that is too little.</summary>
    private static (Colour Ink, Colour Ground)? Of(CssPair pair, Colour ink, Colour ground)
    {
        // Buttons have colours of their own, so half of a pair says nothing about them.
        if (pair.Part == ".ext-button" && (pair.Ink is null || pair.Ground is null)) return null;
        (ink, ground) = (pair.Ink ?? ink, pair.Ground ?? ground);
        return ink.ContrastWith(ground) < Enough ? (ink, ground) : null;
    }

    private static string Sentence(CssPair pair, (Colour Ink, Colour Ground) met, string where) =>
        $"Line {pair.Line} of the custom CSS: {pair.Part} has {met.Ink} on {met.Ground}{where}, only {Ratio(met.Ink.ContrastWith(met.Ground))}; text needs 4.5:1.";

    private static string Ratio(double contrast) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(contrast * 10) / 10:0.0}:1");
}
