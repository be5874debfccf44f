using System.Text.RegularExpressions;

namespace Foyer.Web.Pages;

/// <summary>A piece of an organisation's text: words, how they are written, and where they lead.</summary>
public sealed record SignInWord(string Text, bool Bold, bool Italic, bool Underlined, string? Href);

/// <summary>
/// Reads the few marks that Entra's sign-in text knows (digest 8.3): <c>[words](address)</c>, <c>**bold**</c> or <c>__bold__</c>,
/// <c>*italic*</c> or <c>_italic_</c>, <c>++underlined++</c>. What is no mark stays as it was written.
/// </summary>
public static partial class SignInWords
{
    private const int Deepest = 4;

    public static IReadOnlyList<IReadOnlyList<SignInWord>> Lines(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => (IReadOnlyList<SignInWord>)[.. Read(line, new("", false, false, false, null), Deepest)])];

    private static IEnumerable<SignInWord> Read(string text, SignInWord style, int deeper)
    {
        var at = 0;
        foreach (Match mark in deeper == 0 ? [] : Marks().Matches(text).Cast<Match>())
        {
            if (mark.Index > at) yield return style with { Text = text[at..mark.Index] };
            at = mark.Index + mark.Length;
            var inside = mark.Groups switch
            {
                var g when g["link"].Success && style.Href is null && OutsideLink.Of(g["href"].Value) is { } href => (g["link"].Value, style with { Href = href }),
                var g when g["bold"].Success => (g["bold"].Value, style with { Bold = true }),
                var g when g["line"].Success => (g["line"].Value, style with { Underlined = true }),
                var g when g["italic"].Success => (g["italic"].Value, style with { Italic = true }),
                _ => ((string Text, SignInWord Style)?)null,
            };
            if (inside is not var (words, styled)) yield return style with { Text = mark.Value };
            else foreach (var word in Read(words, styled, deeper - 1)) yield return word;
        }
        if (at < text.Length) yield return style with { Text = text[at..] };
    }

    [GeneratedRegex(@"\[(?<link>[^\]\n]{1,256})\]\((?<href>[^)\s]{1,1024})\)|(?<m>\*\*|__)(?=\S)(?<bold>.+?)(?<=\S)\k<m>|\+\+(?=\S)(?<line>.+?)(?<=\S)\+\+|(?<![\w*_])(?<i>[*_])(?=[^\s*_])(?<italic>.+?)(?<=\S)\k<i>(?![\w*_])",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();
}
