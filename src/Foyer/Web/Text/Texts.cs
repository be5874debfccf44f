using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Foyer.Web.Text;

/// <summary>
/// The words of mails and guest pages: a folder a language beside this file, a JSON file a module. A placeholder is <c>{name}</c>; a text that
/// depends on a number has one key a plural form: <c>invite.days.one</c>, <c>.few</c>, <c>.many</c>, <c>.other</c> (CLDR).
/// </summary>
public sealed class Texts
{
    private readonly FrozenDictionary<string, string> texts;

    private Texts(Language language, FrozenDictionary<string, string> texts) => (Language, this.texts) = (language, texts);

    public Language Language { get; }

    public CultureInfo Culture => Language.Culture;

    public static Texts In(Language language) => Loaded[language.Code];

    public bool Has(string key) => English.texts.ContainsKey(key);

    public string this[string key] => texts.TryGetValue(key, out var text) ? text : English.texts[key];

    public string this[string key, params ReadOnlySpan<(string Name, string Value)> values]
    {
        get
        {
            var text = this[key];
            foreach (var (name, value) in values) text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
            return text;
        }
    }

    /// <summary>The form of <paramref name="key"/> that <paramref name="count"/> needs in this language, with <c>{n}</c> filled in.</summary>
    public string Count(string key, int count, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var form = key + "." + Language.PluralForm(count);
        var text = this[texts.ContainsKey(form) ? form : key + ".other", values];
        return text.Replace("{n}", count.ToString("N0", Culture), StringComparison.Ordinal);
    }

    /// <summary>A day as people write it here: "7 December 2026", "7. Dezember 2026", "2026年12月7日".</summary>
    public string Day(DateTime utc) => utc.ToString(Language.DayFormat, Culture);

    internal IEnumerable<string> Keys => texts.Keys;

    private static readonly FrozenDictionary<string, Texts> Loaded = Language.All.ToFrozenDictionary(l => l.Code, Load, StringComparer.Ordinal);

    private static Texts English => Loaded["en"];

    private static Texts Load(Language language)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(Texts).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith($"Foyer.Web.Text/{language.Code}/", StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(file)!) texts.Add(key, text);
        }
        return new Texts(language, texts.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
