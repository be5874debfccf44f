using System.Globalization;
using Foyer.Web;

namespace Foyer.Branding;

/// <summary>How large a picture may be, as at Entra today (digest 8.3), and what people call it.</summary>
public sealed record PictureRule(PictureKind Kind, string GraphName, string Name, int Width, int Height, int KiloBytes)
{
    public static readonly IReadOnlyList<PictureRule> All =
    [
        new(PictureKind.BannerLogo, "bannerLogo", "banner logo", 245, 36, 50),
        new(PictureKind.SquareLogo, "squareLogo", "square logo", 240, 240, 50),
        new(PictureKind.SquareLogoDark, "squareLogoDark", "square logo for dark pages", 240, 240, 50),
        new(PictureKind.HeaderLogo, "headerLogo", "header logo", 245, 36, 10),
        new(PictureKind.BackgroundImage, "backgroundImage", "background picture", 1920, 1080, 300),
        new(PictureKind.Favicon, "favicon", "favicon", 32, 32, 5),
    ];

    public static PictureRule Of(PictureKind kind) => All.First(r => r.Kind == kind);

    public static PictureRule? Named(string graphName) => All.FirstOrDefault(r => r.GraphName == graphName);

    public int Bytes => KiloBytes * 1024;

    public Problem TooHeavy(long bytes) => new(ProblemKind.TooLarge, "branding.picture_too_heavy", string.Create(CultureInfo.InvariantCulture,
        $"The {Name} may have at most {KiloBytes} KB; this file has {Math.Ceiling(bytes / 1024.0):0} KB. Save it with fewer colours or pixels."));

    public Problem TooWide(int width, int height) => new(ProblemKind.BadRequest, "branding.picture_too_wide", string.Create(CultureInfo.InvariantCulture,
        $"The {Name} may be at most {Width} × {Height} pixels; this one is {width} × {height}. Save it smaller."));

    public Problem Unreadable => new(ProblemKind.BadRequest, "branding.picture_unreadable", $"This file is no PNG or JPEG picture that can be read. Save the {Name} as PNG and try again.");
}
