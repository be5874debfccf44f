namespace Foyer.Web;

/// <summary>Where a page may send a browser next: a path of this server and nothing else (security rule 12).</summary>
public static class LocalPath
{
    private const int MaxLength = 4096;

    /// <summary>
    /// True for a path that every browser takes for one of this server. Browsers read a backslash as a slash and drop tabs and
    /// line breaks, so <c>//</c>, <c>/\</c> and <c>/(tab)/</c> would all lead elsewhere.
    /// </summary>
    public static bool Is(string? text) =>
        text is ['/', ..] && text.Length <= MaxLength && text is not ['/', '/' or '\\', ..] && !text.Any(c => char.IsControl(c) || c == '\\');

    /// <summary>The path when it is one, otherwise <paramref name="otherwise"/>.</summary>
    public static string Or(string? text, string otherwise) => Is(text) ? text! : otherwise;
}
