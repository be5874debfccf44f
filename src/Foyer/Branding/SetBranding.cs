using System.Text;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>Which of the texts and colours of a set change; an empty text takes away what was there.</summary>
public sealed record BrandingChange
{
    public Change<string?> BackgroundColor { get; init; }
    public Change<string?> SignInPageText { get; init; }
    public Change<string?> UsernameHintText { get; init; }
    public Change<string?> CustomPrivacyAndCookiesText { get; init; }
    public Change<string?> CustomPrivacyAndCookiesUrl { get; init; }
    public Change<string?> CustomTermsOfUseText { get; init; }
    public Change<string?> CustomTermsOfUseUrl { get; init; }
    public Change<string?> CustomForgotMyPasswordText { get; init; }
    public Change<string?> CustomAccountResetCredentialsUrl { get; init; }
    public Change<string?> CustomCss { get; init; }
}

/// <summary>Sets the texts, the background colour and the custom CSS of one language, or those that hold where a language has none.</summary>
public sealed class SetBranding(FoyerDb db, EditBranding edit)
{
    public Task<Result<BrandingSet>> Run(TenantAdmin admin, BrandingLocale locale, BrandingChange change, CancellationToken ct) =>
        edit.Run(admin, locale, (set, _) => Task.FromResult(Apply(set, change)), ct);

    /// <summary>The same for a language that must have none yet.</summary>
    public Task<Result<BrandingSet>> Begin(TenantAdmin admin, BrandingLocale locale, BrandingChange change, CancellationToken ct) =>
        edit.Run(admin, locale, (set, isNew) => Task.FromResult(isNew ? Apply(set, change) : BrandingProblems.Exists), ct);

    /// <summary>Takes the custom CSS away; needs no subscription. Safe to repeat.</summary>
    public async Task<Result<Done>> RemoveCss(TenantAdmin admin, BrandingLocale locale, CancellationToken ct)
    {
        if (await edit.Refusal(admin, needsBenefit: false, ct) is { } refusal) return refusal;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var css = db.BrandingSets.Where(s => s.Locale == locale.Code && s.CustomCss != null);
        if (await css.ExecuteUpdateAsync(set => set.SetProperty(s => s.CustomCss, (string?)null).SetProperty(s => s.CustomCssHash, (string?)null), ct) == 0) return Done.It;
        db.AuditEntries.Add(edit.Row(admin, locale, [nameof(BrandingSet.CustomCss)]));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    /// <summary>Judges and applies a change; on a draft this is a preview. What was wrong leaves the set half changed, and unsaved.</summary>
    internal static Problem? Apply(BrandingSet set, BrandingChange change)
    {
        if (change.BackgroundColor is { IsSet: true } colour)
        {
            var text = Tidy(colour.Value);
            if (text is not null && !Colour.TryParse(text, out _)) return BrandingProblems.Background;
            set.BackgroundColor = text?.ToLowerInvariant();
        }
        if (change.CustomCss is { IsSet: true } style)
        {
            var css = string.IsNullOrWhiteSpace(style.Value) ? null : style.Value.ReplaceLineEndings("\n");
            if (css is not null && CheckCss.Run(css).Failed(out var why, out _)) return why;
            (set.CustomCss, set.CustomCssHash) = (css, css is null ? null : CheckPicture.HashOf(Encoding.UTF8.GetBytes(css)));
        }
        return Text(change.SignInPageText, "The sign-in text", BrandingTexts.SignIn, lines: true, text => set.SignInPageText = text)
            ?? Text(change.UsernameHintText, "The hint for the user name", BrandingTexts.Hint, lines: false, text => set.UsernameHintText = text)
            ?? Text(change.CustomPrivacyAndCookiesText, "The text of the privacy link", BrandingTexts.Link, lines: false, text => set.CustomPrivacyAndCookiesText = text)
            ?? Text(change.CustomTermsOfUseText, "The text of the link to the terms of use", BrandingTexts.Link, lines: false, text => set.CustomTermsOfUseText = text)
            ?? Text(change.CustomForgotMyPasswordText, "The text of the link for a forgotten password", BrandingTexts.Link, lines: false, text => set.CustomForgotMyPasswordText = text)
            ?? Address(change.CustomPrivacyAndCookiesUrl, "the privacy statement", url => set.CustomPrivacyAndCookiesUrl = url)
            ?? Address(change.CustomTermsOfUseUrl, "the terms of use", url => set.CustomTermsOfUseUrl = url)
            ?? Address(change.CustomAccountResetCredentialsUrl, "the page for a forgotten password", url => set.CustomAccountResetCredentialsUrl = url);
    }

    private static Problem? Text(Change<string?> change, string what, int longest, bool lines, Action<string?> set)
    {
        if (!change.IsSet) return null;
        var text = Tidy(change.Value)?.ReplaceLineEndings("\n");
        if (text is not null && (text.Length > longest || text.EnumerateRunes().Any(r => Printable.IsHidden(r.Value) && !(lines && r.Value == '\n')))) return BrandingProblems.Text(what, longest);
        set(text);
        return null;
    }

    private static Problem? Address(Change<string?> change, string what, Action<string?> set)
    {
        if (!change.IsSet) return null;
        var url = Tidy(change.Value);
        if (url is not null && (url.Length > BrandingTexts.Url || WebAddress.Of(url) is null)) return BrandingProblems.Link(what);
        set(url);
        return null;
    }

    private static string? Tidy(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
