using Foyer.Branding;
using Foyer.Web;

namespace Foyer.Portal;

/// <summary>The texts and colours of one set as somebody types them.</summary>
public sealed class BrandingDraft
{
    public string? BackgroundColor { get; set; }
    public string? SignInPageText { get; set; }
    public string? UsernameHintText { get; set; }
    public string? PrivacyText { get; set; }
    public string? PrivacyUrl { get; set; }
    public string? TermsText { get; set; }
    public string? TermsUrl { get; set; }
    public string? ForgotText { get; set; }
    public string? ForgotUrl { get; set; }
    public string? Css { get; set; }

    public static BrandingDraft Of(BrandingSet? set) => new()
    {
        BackgroundColor = set?.BackgroundColor, SignInPageText = set?.SignInPageText, UsernameHintText = set?.UsernameHintText,
        PrivacyText = set?.CustomPrivacyAndCookiesText, PrivacyUrl = set?.CustomPrivacyAndCookiesUrl, TermsText = set?.CustomTermsOfUseText, TermsUrl = set?.CustomTermsOfUseUrl,
        ForgotText = set?.CustomForgotMyPasswordText, ForgotUrl = set?.CustomAccountResetCredentialsUrl, Css = set?.CustomCss,
    };

    public BrandingChange Change => new()
    {
        BackgroundColor = BackgroundColor, SignInPageText = SignInPageText, UsernameHintText = UsernameHintText, CustomPrivacyAndCookiesText = PrivacyText, CustomPrivacyAndCookiesUrl = PrivacyUrl,
        CustomTermsOfUseText = TermsText, CustomTermsOfUseUrl = TermsUrl, CustomForgotMyPasswordText = ForgotText, CustomAccountResetCredentialsUrl = ForgotUrl, CustomCss = Css,
    };

    /// <summary>The set that saving would make; null and a problem when it would be refused.</summary>
    internal BrandingSet? Set(Guid tenantId, BrandingLocale locale, out Problem? problem)
    {
        var set = new BrandingSet { TenantId = tenantId, Locale = locale.Code, Tag = locale.Tag, ChangedAt = default };
        problem = SetBranding.Apply(set, Change);
        return problem is null ? set : null;
    }
}
