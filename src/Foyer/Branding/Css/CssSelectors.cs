namespace Foyer.Branding.Css;

/// <summary>What a style may be about: the names of Entra's template, and what on our pages they are.</summary>
internal static class CssSelectors
{
    private const string Field = ".field input:not([type=checkbox], [type=radio], .visually-hidden)";

    /// <summary>Class names by what they select here; null for a part that our pages do not have.</summary>
    private static readonly Dictionary<string, string?> Classes = new(StringComparer.Ordinal)
    {
        ["ext-background-image"] = ":is(.guest)",
        ["ext-header"] = ":is(.page-header)",
        ["ext-header-logo"] = ":is(.page-header img)",
        ["ext-middle"] = ":is(.guest)",
        ["ext-sign-in-box"] = ":is(.card)",
        ["ext-banner-logo"] = ":is(.brand .banner)",
        ["ext-title"] = ":is(h1)",
        ["ext-subtitle"] = ":is(.lead)",
        ["ext-button"] = ":is(.button)",
        ["ext-primary"] = ":is(.primary)",
        ["ext-secondary"] = ":is(.secondary)",
        ["ext-error"] = ":is(.notice.error, .error)",
        ["ext-input"] = $":is({Field})",
        ["ext-text-box"] = $":is({Field})",
        ["ext-has-error"] = "[aria-invalid=true]",
        ["ext-boilerplate-text"] = ":is(.boilerplate)",
        ["ext-password-reset-links-container"] = ":is(.forgot)",
        ["ext-footer"] = ":is(.foot)",
        ["ext-footer-links"] = ":is(.foot)",
        ["ext-footer-item"] = ":is(.foot a)",
        ["ext-promoted-fed-cred-box"] = null,
        ["ext-vertical-split-main-section"] = null,
        ["ext-vertical-split-background-image-container"] = null,
        ["ext-debug-item"] = null,
    };

    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal) { "body", "a" };

    private static readonly HashSet<string> States = new(StringComparer.Ordinal) { "link", "visited", "hover", "focus", "active", "focus-visible", "disabled" };

    /// <summary>Parts whose text is read on the page's own ground or on what the style sets: those that contrast is judged for.</summary>
    private static readonly string[] Wordy = ["ext-sign-in-box", "ext-title", "ext-subtitle", "ext-button", "ext-input", "ext-text-box", "ext-boilerplate-text", "ext-error", "ext-footer"];

    public static string Known => string.Join(", ", Elements.Concat(Classes.Keys.Select(c => "." + c)));

    /// <summary>The selectors before a brace, as they are here; without those that reach nothing.</summary>
    public static List<string> Read(CssCursor at, List<string> parts)
    {
        var selectors = new List<string>();
        do
        {
            at.SkipBlanks();
            if (Complex(at, parts) is { } selector) selectors.Add(selector);
            at.SkipBlanks();
        }
        while (at.Take(','));
        return selectors;
    }

    private static string? Complex(CssCursor at, List<string> parts)
    {
        var (text, reaches) = ("", true);
        while (true)
        {
            if (Compound(at, parts) is { } compound) text += compound;
            else reaches = false;
            var blank = at.SkipBlanks();
            if (at.Take('>'))
            {
                at.SkipBlanks();
                text += " > ";
            }
            else if (blank && !at.Peek.Is(',') && !at.Peek.Is('{'))
            {
                text += " ";
            }
            else
            {
                return reaches ? text : null;
            }
        }
    }

    private static string? Compound(CssCursor at, List<string> parts)
    {
        var (text, reaches, any) = ("", true, false);
        if (at.Peek.Kind == CssKind.Word)
        {
            var element = at.Next();
            if (!Elements.Contains(element.Text)) throw at.Refuse(element, $"{element.Text} is no part that a style may be about; those are {Known}");
            (text, any) = (element.Text, true);
        }
        while (true)
        {
            if (at.Take('.'))
            {
                var name = at.Next();
                if (name.Kind != CssKind.Word || !Classes.TryGetValue(name.Text, out var here)) throw at.Refuse(name, $".{Foyer.Web.Printable.Excerpt(name.Text)} is no part that a style may be about; those are {Known}");
                if (here is null) reaches = false;
                text += here;
                if (Wordy.Contains(name.Text, StringComparer.Ordinal)) parts.Add(name.Text);
            }
            else if (any && at.Take(':'))
            {
                var state = at.Next();
                if (state.Kind != CssKind.Word || !States.Contains(state.Text)) throw at.Refuse(state, $":{Foyer.Web.Printable.Excerpt(state.Text)} is not allowed; write {string.Join(", ", States.Select(s => ":" + s))}");
                text += ":" + state.Text;
            }
            else
            {
                return any ? (reaches ? text : null) : throw at.Refuse(at.Peek, $"a selector is expected before {{; those are {Known}");
            }
            any = true;
        }
    }
}
