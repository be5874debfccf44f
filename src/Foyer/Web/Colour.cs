using System.Globalization;
using System.Runtime.InteropServices;

namespace Foyer.Web;

/// <summary>A colour of sRGB that knows how well it can be read (WCAG 2.2, relative luminance and contrast ratio).</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Colour(byte R, byte G, byte B)
{
    public static readonly Colour White = new(255, 255, 255);
    public static readonly Colour Black = new(0, 0, 0);

    /// <summary>Takes <c>#rrggbb</c>.</summary>
    public static bool TryParse(string? text, out Colour colour)
    {
        colour = default;
        if (text is not { Length: 7 } || text[0] != '#' || !int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)) return false;
        colour = new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        return true;
    }

    private double Luminance => (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

    /// <summary>From 1 (the same) to 21 (black on white).</summary>
    public double ContrastWith(Colour other)
    {
        var (a, b) = (Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>This colour, or the nearest mix with <paramref name="end"/> that reaches 4.5:1 on <paramref name="ground"/>.</summary>
    public Colour ReadableOn(Colour ground, Colour end)
    {
        for (var part = 0; part < 20; part++)
        {
            var mixed = Mix(end, part / 20.0);
            if (mixed.ContrastWith(ground) >= Enough) return mixed;
        }
        return end;
    }

    private const double Enough = 4.5;

    private Colour Mix(Colour other, double part) => new(Between(R, other.R, part), Between(G, other.G, part), Between(B, other.B, part));

    private static byte Between(byte from, byte to, double part) => (byte)Math.Round(from + ((to - from) * part));

    private static double Linear(byte channel) => channel / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");
}
