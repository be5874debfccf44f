using Foyer.Web;

namespace Foyer.Branding;

/// <summary>
/// Whether a logo with a transparent ground can be made out on a white page and on a dark one. A picture without transparency brings
/// its own ground.
/// </summary>
internal readonly record struct LookOfPicture(bool ByDay, bool ByNight)
{
    /// <summary>What WCAG asks of graphics (1.4.11), for this part of what is painted.</summary>
    private const double Enough = 3;
    private const double Part = 0.3;
    private const byte Painted = 128;
    private const double BringsOwnGround = 0.97;

    /// <param name="pixels">Four bytes a pixel: red, green, blue, alpha.</param>
    public static LookOfPicture Of(ReadOnlySpan<byte> pixels)
    {
        var (painted, day, night) = (0, 0, 0);
        for (var at = 0; at + 3 < pixels.Length; at += 4)
        {
            if (pixels[at + 3] < Painted) continue;
            var colour = new Colour(pixels[at], pixels[at + 1], pixels[at + 2]);
            painted++;
            if (colour.ContrastWith(Colour.White) >= Enough) day++;
            if (colour.ContrastWith(PageColours.NightSurface) >= Enough) night++;
        }
        if (painted == 0) return new(false, false);
        if (painted >= BringsOwnGround * (pixels.Length / 4)) return new(true, true);
        return new(day >= Part * painted, night >= Part * painted);
    }
}

/// <summary>What text stands on and is written in, as in <c>tokens.css</c>.</summary>
internal static class PageColours
{
    public static readonly Colour DayText = new(0x24, 0x24, 0x24);
    public static readonly Colour NightSurface = new(0x23, 0x23, 0x23);
    public static readonly Colour NightText = new(0xf5, 0xf5, 0xf5);
}
