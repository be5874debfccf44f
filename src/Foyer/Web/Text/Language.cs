using System.Globalization;

namespace Foyer.Web.Text;

/// <summary>The eleven languages of the CSV reference (digest 1.1), spelt as there.</summary>
public sealed record Language(string Code, string NativeName, CultureInfo Culture, string HtmlTag, string DayFormat)
{
    public static readonly IReadOnlyList<Language> All =
    [
        Make("en", "English", "en-GB", "en", "d MMMM yyyy"),
        Make("de", "Deutsch", "de-DE", "de", "d. MMMM yyyy"),
        Make("es", "Español", "es-ES", "es", "d 'de' MMMM 'de' yyyy"),
        Make("fr", "Français", "fr-FR", "fr", "d MMMM yyyy"),
        Make("it", "Italiano", "it-IT", "it", "d MMMM yyyy"),
        Make("ja", "日本語", "ja-JP", "ja", "yyyy年M月d日"),
        Make("ko", "한국어", "ko-KR", "ko", "yyyy년 M월 d일"),
        Make("pt-BR", "Português (Brasil)", "pt-BR", "pt-BR", "d 'de' MMMM 'de' yyyy"),
        Make("ru", "Русский", "ru-RU", "ru", "d MMMM yyyy 'г.'"),
        Make("zh-HANS", "简体中文", "zh-CN", "zh-Hans", "yyyy年M月d日"),
        Make("zh-HANT", "繁體中文", "zh-TW", "zh-Hant", "yyyy年M月d日"),
    ];

    public static Language English => All[0];

    /// <summary>The language a code means: ours in any case, or a common tag for one of ours (<c>de-AT</c>, <c>zh-TW</c>, <c>pt</c>).</summary>
    public static Language? Find(string? code)
    {
        if (string.IsNullOrWhiteSpace(code)) return null;
        code = code.Trim().Replace('_', '-');
        if (All.FirstOrDefault(l => l.Code.Equals(code, StringComparison.OrdinalIgnoreCase)) is { } exact) return exact;
        var lower = code.ToLowerInvariant();
        if (lower.StartsWith("zh", StringComparison.Ordinal))
            return Find(lower.Contains("hant", StringComparison.Ordinal) || lower.EndsWith("-tw", StringComparison.Ordinal) || lower.EndsWith("-hk", StringComparison.Ordinal) || lower.EndsWith("-mo", StringComparison.Ordinal) ? "zh-HANT" : "zh-HANS");
        if (lower is "pt" || lower.StartsWith("pt-", StringComparison.Ordinal)) return Find("pt-BR");
        var dash = lower.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 ? All.FirstOrDefault(l => l.Code == lower[..dash]) : null;
    }

    /// <summary>CLDR's cardinal plural form of a whole number in this language.</summary>
    public string PluralForm(int n) => Code switch
    {
        "ja" or "ko" or "zh-HANS" or "zh-HANT" => "other",
        "fr" or "pt-BR" => n is 0 or 1 ? "one" : "other",
        "ru" => (n % 10, n % 100) switch
        {
            (1, not 11) => "one",
            ( >= 2 and <= 4, < 12 or > 14) => "few",
            _ => "many",
        },
        _ => n == 1 ? "one" : "other",
    };

    /// <summary>A heading with the colon of this language: a full-width one in Chinese and Japanese, one after a narrow space in French.</summary>
    public string Introducing(string heading) => heading + Code switch
    {
        "zh-HANS" or "zh-HANT" or "ja" => "\uff1a",
        "fr" => "\u202f:",
        _ => ":",
    };

    private static Language Make(string code, string name, string culture, string tag, string day) => new(code, name, CultureInfo.GetCultureInfo(culture), tag, day);
}
