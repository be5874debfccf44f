namespace Foyer.Branding;

/// <summary>A picture without its bytes.</summary>
public sealed record PictureHead(PictureKind Kind, string Locale, string Hash, string ContentType, int Width, int Height, bool ShowsByDay, bool ShowsByNight)
{
    public string FileName => Hash + (ContentType == "image/jpeg" ? ".jpg" : ".png");
}

/// <summary>What a reader of one language sees of a branding: the set of that language, and where it is empty the default one.</summary>
public sealed record Look
{
    public static readonly Look None = new();

    public string? BackgroundColor { get; init; }
    public string? SignInPageText { get; init; }
    public string? UsernameHintText { get; init; }
    public string? CustomPrivacyAndCookiesText { get; init; }
    public string? CustomPrivacyAndCookiesUrl { get; init; }
    public string? CustomTermsOfUseText { get; init; }
    public string? CustomTermsOfUseUrl { get; init; }
    public string? CustomForgotMyPasswordText { get; init; }
    public string? CustomAccountResetCredentialsUrl { get; init; }
    public string? CustomCss { get; init; }
    public string? CustomCssHash { get; init; }
    public IReadOnlyList<PictureHead> Pictures { get; init; } = [];

    public PictureHead? Picture(PictureKind kind) => Pictures.FirstOrDefault(p => p.Kind == kind);

    /// <summary>Sets and pictures may be those of all languages; the ones that count are chosen here.</summary>
    public static Look Of(string code, IReadOnlyCollection<BrandingSet> sets, IReadOnlyCollection<PictureHead> pictures)
    {
        var own = sets.FirstOrDefault(s => s.Locale == code);
        var common = sets.FirstOrDefault(s => s.Locale == BrandingLocale.DefaultCode);
        return new()
        {
            BackgroundColor = own?.BackgroundColor ?? common?.BackgroundColor,
            SignInPageText = own?.SignInPageText ?? common?.SignInPageText,
            UsernameHintText = own?.UsernameHintText ?? common?.UsernameHintText,
            CustomPrivacyAndCookiesText = own?.CustomPrivacyAndCookiesText ?? common?.CustomPrivacyAndCookiesText,
            CustomPrivacyAndCookiesUrl = own?.CustomPrivacyAndCookiesUrl ?? common?.CustomPrivacyAndCookiesUrl,
            CustomTermsOfUseText = own?.CustomTermsOfUseText ?? common?.CustomTermsOfUseText,
            CustomTermsOfUseUrl = own?.CustomTermsOfUseUrl ?? common?.CustomTermsOfUseUrl,
            CustomForgotMyPasswordText = own?.CustomForgotMyPasswordText ?? common?.CustomForgotMyPasswordText,
            CustomAccountResetCredentialsUrl = own?.CustomAccountResetCredentialsUrl ?? common?.CustomAccountResetCredentialsUrl,
            CustomCss = own?.CustomCss ?? common?.CustomCss,
            CustomCssHash = own?.CustomCssHash ?? common?.CustomCssHash,
            Pictures = [.. Enum.GetValues<PictureKind>().Select(kind => Nearest(kind, code, pictures)).OfType<PictureHead>()],
        };
    }

    private static PictureHead? Nearest(PictureKind kind, string code, IReadOnlyCollection<PictureHead> pictures) =>
        pictures.FirstOrDefault(p => p.Kind == kind && p.Locale == code) ?? pictures.FirstOrDefault(p => p.Kind == kind && p.Locale == BrandingLocale.DefaultCode);
}
