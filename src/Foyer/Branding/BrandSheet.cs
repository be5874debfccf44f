using System.Globalization;
using System.Text;
using Foyer.Web;

namespace Foyer.Branding;

/// <summary>The style sheet of a look: its background, then its custom CSS. For screens only; what is printed stays black on white.</summary>
internal static class BrandSheet
{
    /// <summary>Part of every address; raised when the same look is written differently.</summary>
    private const int Version = 1;

    /// <summary>What the sheet of a look is called; null when it would be empty.</summary>
    public static string? HashOf(Look look)
    {
        var picture = look.Picture(PictureKind.BackgroundImage);
        if (picture is null && look.BackgroundColor is null && look.CustomCssHash is null) return null;
        return CheckPicture.HashOf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}|{look.BackgroundColor}|{picture?.Hash}|{look.CustomCssHash}")));
    }

    public static string Of(Look look, Func<PictureHead, string> address)
    {
        var text = new StringBuilder();
        var picture = look.Picture(PictureKind.BackgroundImage);
        if (Colour.TryParse(look.BackgroundColor, out var ground) || picture is not null)
        {
            // A phone shows the card only; there is nothing around it.
            text.Append("@media screen and (min-width: 30.01rem) {\n");
            if (look.BackgroundColor is not null) text.Append(CultureInfo.InvariantCulture, $"body.guest {{ background-color: {ground}; }}\n.foot {{ color: {JudgeContrast.InkOn(ground)}; }}\n");
            if (picture is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"body.guest {{ background-image: url(\"{address(picture)}\"); background-size: cover; background-position: center; background-repeat: no-repeat; background-attachment: fixed; }}\n");
                text.Append(".foot { width: auto; padding: 0 var(--s4); border-radius: var(--s2); background: var(--surface); color: var(--text-soft); }\n");
            }
            text.Append("}\n");
        }
        if (look.CustomCss is { } css && !CheckCss.Run(css).Failed(out _, out var sheet) && sheet.Text.Length > 0) text.Append("@media screen {\n").Append(sheet.Text).Append("}\n");
        return text.ToString();
    }
}
