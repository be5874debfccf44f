using System.Text.RegularExpressions;
using Foyer.Web;
using Foyer.Web.Text;

namespace Foyer.Branding;

/// <summary>Which set of a branding is meant: <c>0</c> and <c>default</c> the one for everybody, otherwise a language of the pages.</summary>
public sealed partial record BrandingLocale(string Code, string Tag)
{
    public const string DefaultCode = "0";

    public static readonly BrandingLocale Default = new(DefaultCode, DefaultCode);

    public bool IsDefault => Code == DefaultCode;

    /// <summary>Null when there are no pages in that language.</summary>
    public static BrandingLocale? Of(string? text)
    {
        if (text is null) return null;
        if (text is DefaultCode || text.Equals("default", StringComparison.OrdinalIgnoreCase)) return Default;
        return Tags().IsMatch(text) && Language.Find(text) is { } language ? new(language.Code, text) : null;
    }

    /// <summary>The set of a language, for whoever chooses from a list.</summary>
    public static BrandingLocale Of(Language language) => new(language.Code, language == Language.English ? "en-US" : language.Culture.Name);

    public static Problem Unknown(string text) => new(ProblemKind.BadRequest, "branding.no_such_language",
        $"There are no pages and mails in '{Printable.Excerpt(text)}'. Use 0 for everybody, or one of {string.Join(", ", Language.All.Select(l => l.Code))}.");

    [GeneratedRegex("^[A-Za-z]{2}(-[A-Za-z]{4})?(-[A-Za-z]{2})?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tags();
}
