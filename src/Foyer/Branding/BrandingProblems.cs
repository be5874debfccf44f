using Foyer.Web;

namespace Foyer.Branding;

/// <summary>What branding refuses, beside what its own checks say of files and styles.</summary>
internal static class BrandingProblems
{
    public static readonly Problem NotAllowed = new(ProblemKind.Forbidden, "branding.not_allowed", "Only a Global Administrator changes the branding. Ask one to do it.");
    public static readonly Problem None = new(ProblemKind.NotFound, "branding.none", "There is no branding in this language.");
    public static readonly Problem Exists = new(ProblemKind.Conflict, "branding.exists", "There is a branding in this language already. Change that one.");
    public static readonly Problem HasPictures = new(ProblemKind.BadRequest, "branding.has_pictures", "Remove its pictures first.");
    public static readonly Problem HasLanguages = new(ProblemKind.BadRequest, "branding.has_languages", "Remove the branding of each language first; they build on this one.");
    public static readonly Problem Background = new(ProblemKind.BadRequest, "branding.background", "Write the background colour as # and six digits, for example #0f6cbd.");

    public static Problem Link(string what) => new(ProblemKind.BadRequest, "branding.link", $"Write the address of {what} in full, as https://www.contoso.com/privacy, with at most {BrandingTexts.Url} characters.");

    public static Problem Text(string what, int longest) => new(ProblemKind.BadRequest, "branding.text", $"{what} may have at most {longest} characters, and none that nobody sees.");
}

/// <summary>How long texts may be (digest 8.3).</summary>
internal static class BrandingTexts
{
    public const int SignIn = 1024;
    public const int Hint = 64;
    public const int Link = 256;
    public const int Url = 128;
}
