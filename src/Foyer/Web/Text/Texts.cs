using System.Collections.Frozen;
using System.Globalization;
using System.Text;
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
            // In one pass: an app that calls itself "{organisation}" must not be shown by the organisation's name.
            var text = this[key];
            var filled = new StringBuilder(text.Length);
            for (var at = 0; at < text.Length;)
            {
                var end = text[at] == '{' ? text.IndexOf('}', at) : -1;
                var value = end < 0 ? null : Named(values, text.AsSpan(at + 1, end - at - 1));
                filled.Append(value is null ? text.AsSpan(at, 1) : value.AsSpan());
                at = value is null ? at + 1 : end + 1;
            }
            return filled.ToString();
        }
    }

    private static string? Named(ReadOnlySpan<(string Name, string Value)> values, ReadOnlySpan<char> name)
    {
        foreach (var (known, value) in values)
        {
            if (name.SequenceEqual(known.AsSpan())) return value;
        }
        return null;
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
