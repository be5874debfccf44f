using System.Globalization;
using System.Text;

namespace Foyer.Invitations.Letters;

/// <summary>A letter as plain text of at most 72 columns; wide characters (Japanese, Korean, Chinese) count as two.</summary>
internal sealed class PlainLetter
{
    private const int Columns = 72;

    private readonly StringBuilder text = new();

    public PlainLetter Paragraph(string words) => Wrap(words, "", "").Gap();

    public PlainLetter Title(string words)
    {
        Wrap(words, "", "");
        text.Append('=', Math.Min(Width(words), Columns)).Append('\n');
        return Gap();
    }

    /// <summary>A heading that stays with what follows it.</summary>
    public PlainLetter Heading(string words) => Wrap(words, "", "");

    public PlainLetter Item(string words) => Wrap(words, "* ", "  ");

    public PlainLetter Quote(string words)
    {
        foreach (var line in words.Split('\n')) Wrap(line, "> ", "> ");
        return Gap();
    }

    /// <summary>A line that must not be broken: an address.</summary>
    public PlainLetter Line(string words)
    {
        text.Append(words).Append('\n');
        return Gap();
    }

    public PlainLetter Rule()
    {
        text.Append('-', Columns).Append('\n');
        return Gap();
    }

    public PlainLetter Gap()
    {
        text.Append('\n');
        return this;
    }

    public override string ToString() => text.ToString().TrimEnd('\n') + "\n";

    private PlainLetter Wrap(string words, string first, string further)
    {
        var line = new StringBuilder(first);
        var width = first.Length;
        var empty = true;
        foreach (var range in Pieces(words))
        {
            var piece = words.AsSpan(range);
            var needed = Width(piece.TrimEnd(' '));
            if (!empty && width + needed > Columns)
            {
                End(line);
                line.Append(further);
                width = further.Length;
            }
            line.Append(piece);
            width += Width(piece);
            empty = false;
        }
        End(line);
        return this;
    }

    private void End(StringBuilder line)
    {
        while (line.Length > 0 && line[^1] == ' ') line.Length--;
        text.Append(line).Append('\n');
        line.Clear();
    }

    /// <summary>What must stay on one line: a word with the blanks behind it, or one Chinese or Japanese character with the punctuation behind it.</summary>
    private static IEnumerable<Range> Pieces(string words)
    {
        var (from, at) = (0, 0);
        var previous = default(Rune);
        foreach (var rune in words.EnumerateRunes())
        {
            var breaks = at > from && rune.Value != ' ' && (previous.Value == ' ' || ((EndsAnywhere(rune) || EndsAnywhere(previous)) && !Clings(rune) && !IsOpening(previous)));
            if (breaks)
            {
                yield return from..at;
                from = at;
            }
            at += rune.Utf16SequenceLength;
            previous = rune;
        }
        if (at > from) yield return from..at;
    }

    /// <summary>May not begin a line: closing brackets, full stops and commas, East Asian ones included.</summary>
    private static bool Clings(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation
        || rune.Value is '.' or ',' or ':' or ';' or '!' or '?' or 0x3001 or 0x3002 or 0xff0c or 0xff0e or 0xff1a or 0xff01 or 0xff1f or 0x30fc;

    private static bool IsOpening(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OpenPunctuation or UnicodeCategory.InitialQuotePunctuation;

    private static int Width(ReadOnlySpan<char> words)
    {
        var width = 0;
        foreach (var rune in words.EnumerateRunes()) width += IsWide(rune) ? 2 : 1;
        return width;
    }

    /// <summary>Korean is as wide as Chinese and Japanese, but its lines end between words.</summary>
    private static bool EndsAnywhere(Rune rune) => IsWide(rune) && rune.Value is not (>= 0x1100 and <= 0x115f or >= 0x3131 and <= 0x318e or >= 0xac00 and <= 0xd7a3);

    private static bool IsWide(Rune rune) => rune.Value is >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3
        or >= 0xf900 and <= 0xfaff or >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x1f300 and <= 0x1faff or >= 0x20000 and <= 0x3fffd;
}
