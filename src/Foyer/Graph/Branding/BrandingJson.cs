using System.Text.Json;
using Foyer.Branding;
using Foyer.Graph.Query;

namespace Foyer.Graph;

/// <summary>
/// The properties of Graph's <c>organizationalBranding</c> and its localizations (digest 8.3), those that Foyer has no use for answered as
/// null: they cannot be set. Pictures are streams of their own; here stand their addresses.
/// </summary>
internal static class BrandingJson
{
    public const string Type = "organizationalBranding";

    private static readonly (string Name, Func<Shown, object?> Value)[] Properties =
    [
        ("id", s => s.Set.Tag),
        ("backgroundColor", s => s.Set.BackgroundColor?.ToUpperInvariant()),
        ("backgroundImageRelativeUrl", s => s.Address(PictureKind.BackgroundImage)),
        ("bannerLogoRelativeUrl", s => s.Address(PictureKind.BannerLogo)),
        ("cdnList", s => s.Pictures.Count > 0 || s.CssAddress is not null ? new[] { s.Host } : []),
        ("customAccountResetCredentialsUrl", s => s.Set.CustomAccountResetCredentialsUrl),
        ("customCannotAccessYourAccountText", _ => null),
        ("customCannotAccessYourAccountUrl", _ => null),
        ("customCSSRelativeUrl", s => s.CssAddress),
        ("customForgotMyPasswordText", s => s.Set.CustomForgotMyPasswordText),
        ("customPrivacyAndCookiesText", s => s.Set.CustomPrivacyAndCookiesText),
        ("customPrivacyAndCookiesUrl", s => s.Set.CustomPrivacyAndCookiesUrl),
        ("customResetItNowText", _ => null),
        ("customTermsOfUseText", s => s.Set.CustomTermsOfUseText),
        ("customTermsOfUseUrl", s => s.Set.CustomTermsOfUseUrl),
        ("faviconRelativeUrl", s => s.Address(PictureKind.Favicon)),
        ("headerBackgroundColor", _ => null),
        ("headerLogoRelativeUrl", s => s.Address(PictureKind.HeaderLogo)),
        ("loginPageLayoutConfiguration", _ => null),
        ("loginPageTextVisibilitySettings", _ => null),
        ("signInPageText", s => s.Set.SignInPageText),
        ("squareLogoDarkRelativeUrl", s => s.Address(PictureKind.SquareLogoDark)),
        ("squareLogoRelativeUrl", s => s.Address(PictureKind.SquareLogo)),
        ("usernameHintText", s => s.Set.UsernameHintText),
    ];

    /// <summary>A set with what is needed to say where its files are.</summary>
    private sealed record Shown(BrandingSet Set, IReadOnlyList<PictureHead> Pictures, string? CssAddress, string Host)
    {
        public string? Address(PictureKind kind) => Pictures.FirstOrDefault(p => p.Kind == kind) is { } picture ? $"brand/{Set.TenantId:D}/{picture.FileName}" : null;
    }

    /// <summary>Writes the members of a set, those that <c>$select</c> names where it names some.</summary>
    public static async Task<Action<Utf8JsonWriter, BrandingSet>> Writer(GraphCall call, ReadLook read)
    {
        var wanted = call.Query.Select is { } select ? Wanted(select) : null;
        var pictures = await read.Pictures(call.Caller.TenantId, call.Ct);
        var host = call.Options.PublicUrl.Authority;
        var looks = (await read.All(call.Caller.TenantId, call.Ct)).Where(l => l.CustomCss is not null).ToList();
        return (json, set) =>
        {
            var css = set.CustomCssHash is { } hash && looks.Find(l => l.CustomCssHash == hash) is { } look ? $"brand/{set.TenantId:D}/{BrandSheet.HashOf(look)}.css" : null;
            var shown = new Shown(set, pictures.FindAll(p => p.Locale == set.Locale), css, host);
            foreach (var (name, value) in Properties)
            {
                if (wanted is not null && !wanted.Contains(name)) continue;
                json.WritePropertyName(name);
                GraphJson.Write(json, value(shown));
            }
        };
    }

    private static HashSet<string> Wanted(string select)
    {
        var names = select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (names.Remove("*")) names.UnionWith(Properties.Select(p => p.Name));
        foreach (var name in names)
        {
            if (!Properties.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) throw SelectText.Wrong($"Could not find a property named '{Web.Printable.Excerpt(name)}' on type 'microsoft.graph.{Type}'.");
        }
        return names;
    }

    /// <summary>What a body changes. Properties that Foyer has no use for may be null in it and nothing else.</summary>
    public static BrandingChange Read(GraphBody body)
    {
        body.Text("id", 32);
        foreach (var unused in (string[])["customCannotAccessYourAccountText", "customCannotAccessYourAccountUrl", "customResetItNowText", "headerBackgroundColor"])
        {
            if (!string.IsNullOrEmpty(body.Text(unused, 1024).Value)) throw body.Invalid(unused);
        }
        foreach (var unused in (string[])["loginPageLayoutConfiguration", "loginPageTextVisibilitySettings"])
        {
            if (body.Inner(unused) is not null) throw body.Invalid(unused);
        }
        var change = new BrandingChange
        {
            BackgroundColor = body.Text("backgroundColor", 16),
            SignInPageText = body.Text("signInPageText", 4096),
            UsernameHintText = body.Text("usernameHintText", 1024),
            CustomPrivacyAndCookiesText = body.Text("customPrivacyAndCookiesText", 1024),
            CustomPrivacyAndCookiesUrl = body.Text("customPrivacyAndCookiesUrl", 1024),
            CustomTermsOfUseText = body.Text("customTermsOfUseText", 1024),
            CustomTermsOfUseUrl = body.Text("customTermsOfUseUrl", 1024),
            CustomForgotMyPasswordText = body.Text("customForgotMyPasswordText", 1024),
            CustomAccountResetCredentialsUrl = body.Text("customAccountResetCredentialsUrl", 1024),
        };
        body.Done();
        return change;
    }
}
