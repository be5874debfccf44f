using System.Globalization;
using System.Text;

namespace Foyer.Web;

/// <summary>What strangers typed, made safe to be repeated in a sentence (security rule 17).</summary>
public static class Printable
{
    private const int ExcerptLength = 60;

    /// <summary>
    /// True for code points that nobody sees or that reorder what is seen: controls, zero-width and bidirectional marks,
    /// fillers, variation selectors, lone surrogates, private use and unassigned ones.
    /// </summary>
    public static bool IsHidden(int codePoint) => codePoint switch
    {
        >= 0x20 and < 0x7f => false,
        0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x3164 or 0xffa0 => true,
        >= 0x180b and <= 0x180f or >= 0xfe00 and <= 0xfe0f or >= 0xe0000 and <= 0xe0fff => true,
        _ => CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    /// <summary>The beginning of a text with everything hidden replaced: fit for a message about that text.</summary>
    public static string Excerpt(string? text)
    {
        var shown = new StringBuilder();
        foreach (var rune in (text ?? "").AsSpan().Trim().EnumerateRunes())
        {
            if (shown.Length >= ExcerptLength) return shown.Append('…').ToString();
            if (IsHidden(rune.Value)) shown.Append('\uFFFD');
            else shown.Append(rune.ToString());
        }

        return shown.ToString();
    }

    /// <summary>The beginning of a text, never ending in half a character: PostgreSQL takes no such text.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    /// <summary>One line without anything hidden, for headers, subjects and names; cut after <paramref name="longest"/> characters.</summary>
    public static string Line(string? text, int longest = 256) => Clean(text, longest, keepLines: false);

    /// <summary>Text of several lines without anything hidden; line breaks become <c>\n</c>.</summary>
    public static string Lines(string? text, int longest = 2000) => Clean(text, longest, keepLines: true);

    private static string Clean(string? text, int longest, bool keepLines)
    {
        var shown = new StringBuilder();
        foreach (var rune in (text ?? "").ReplaceLineEndings("\n").AsSpan().Trim().EnumerateRunes())
        {
            if (shown.Length >= longest) return shown.Append('…').ToString();
            if (rune.Value == '\n' && keepLines) shown.Append('\n');
            else if (Rune.IsWhiteSpace(rune)) shown.Append(shown.Length > 0 && shown[^1] == ' ' ? "" : " ");
            else if (!IsHidden(rune.Value) && rune != Rune.ReplacementChar) shown.Append(rune.ToString());
        }

        return shown.ToString();
    }
}
