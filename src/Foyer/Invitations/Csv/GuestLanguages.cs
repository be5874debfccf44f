namespace Foyer.Invitations.Csv;

/// <summary>The eleven languages of the 2016 reference (contract digest 1.1).</summary>
public static class GuestLanguages
{
    public static readonly IReadOnlyList<string> All = ["en", "de", "es", "fr", "it", "ja", "ko", "pt-BR", "ru", "zh-HANS", "zh-HANT"];

    /// <summary>
    /// The language that a tag means: <c>DE</c>, <c>de-DE</c> and <c>de_AT</c> are German, <c>zh-TW</c> and <c>zh-Hant-HK</c> are
    /// traditional Chinese. Null when it means none of ours; European Portuguese is not taken for Brazilian.
    /// </summary>
    public static string? Find(string tag)
    {
        foreach (var language in All)
        {
            if (tag.Equals(language, StringComparison.OrdinalIgnoreCase)) return language;
        }

        var parts = tag.Split('-', '_');
        if (parts.Length > 3 || !parts.Skip(1).All(IsSubtag)) return null;
        return parts[0].ToUpperInvariant() switch
        {
            "ZH" => Chinese([.. parts.Skip(1).Select(part => part.ToUpperInvariant())]),
            "PT" when parts.Length == 1 || (parts.Length == 2 && parts[1].Equals("BR", StringComparison.OrdinalIgnoreCase)) => "pt-BR",
            _ when parts.Length == 2 && parts[1].Length is 2 or 3 => All.FirstOrDefault(language => language.Equals(parts[0], StringComparison.OrdinalIgnoreCase)),
            _ => null,
        };
    }

    private static bool IsSubtag(string part) => part.Length is >= 2 and <= 4 && part.All(char.IsAsciiLetterOrDigit);

    private static string? Chinese(string[] subtags) => subtags switch
    {
        ["HANT", ..] or ["TW" or "HK" or "MO"] => "zh-HANT",
        [] or ["HANS", ..] or ["CN" or "SG"] => "zh-HANS",
        _ => null,
    };
}
