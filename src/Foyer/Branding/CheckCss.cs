using Foyer.Branding.Css;
using Foyer.Web;

namespace Foyer.Branding;

/// <summary>A custom style as pages get it.</summary>
internal static class CheckCss
{
    /// <summary>25 KB, as at Entra.</summary>
    public const int MaxLength = 25 * 1024;

    private static readonly Problem TooLong = new(ProblemKind.TooLarge, "branding.css_too_long", "The custom CSS may have at most 25 KB. Leave out comments and rules that change nothing.");

    public static Result<CssSheet> Run(string css)
    {
        if (css.Length > MaxLength) return TooLong;
        try
        {
            return CssReader.Read(css);
        }
        catch (CssRefusal why)
        {
            return new Problem(ProblemKind.BadRequest, "branding.css", $"Line {why.Line} of the custom CSS: {why.Message}.");
        }
    }
}
