using System.Globalization;
using Foyer.Web;

namespace Foyer.Branding.Css;

internal enum CssKind { Word, Function, AtWord, Hash, Text, Number, Mark, Blank, End }

/// <summary>A token of a style sheet: its kind, what it says, the unit of a number, and the line it stands in.</summary>
internal readonly record struct CssToken(CssKind Kind, string Text, string Unit, int Line)
{
    public bool Is(char mark) => Kind == CssKind.Mark && Text[0] == mark;

    public double Value => double.Parse(Text, CultureInfo.InvariantCulture);
}

/// <summary>What makes a style sheet one that pages cannot take, and where.</summary>
internal sealed class CssRefusal(int line, string sentence) : Exception(sentence)
{
    public int Line { get; } = line;
}

/// <summary>
/// Cuts a style sheet into tokens. It knows less than CSS does, on purpose: no escapes, no letters beyond ASCII outside of comments, so
/// nothing can be spelt in a way that a reader takes for something else.
/// </summary>
internal static class CssTokens
{
    public static List<CssToken> Of(string css)
    {
        var tokens = new List<CssToken>();
        var (at, line) = (0, 1);
        while (at < css.Length)
        {
            var start = at;
            if (css[at] == '/' && Next(css, at) == '*')
            {
                var end = css.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0) throw new CssRefusal(line, "a comment is not closed");
                line += css.AsSpan(at, end - at).Count('\n');
                at = end + 2;
                Add(CssKind.Blank, " ");
                continue;
            }
            switch (css[at])
            {
                case ' ' or '\t' or '\r' or '\n' or '\f':
                    while (at < css.Length && css[at] is ' ' or '\t' or '\r' or '\n' or '\f') line += css[at++] == '\n' ? 1 : 0;
                    Add(CssKind.Blank, " ");
                    break;
                case '"' or '\'':
                    Add(CssKind.Text, Quoted(css, ref at, line));
                    break;
                case '@' when IsStart(Next(css, at)):
                    at++;
                    Add(CssKind.AtWord, Name(css, ref at));
                    break;
                case '#' when char.IsAsciiLetterOrDigit(Next(css, at)):
                    at++;
                    Add(CssKind.Hash, Name(css, ref at));
                    break;
                case var c when char.IsAsciiDigit(c) || (c is '.' or '-' or '+' && char.IsAsciiDigit(Next(css, at))) || (c is '-' or '+' && Next(css, at) == '.' && char.IsAsciiDigit(Next(css, at + 1))):
                    var number = Number(css, ref at);
                    if (number.Length > 12) throw new CssRefusal(line, $"{number} is no number that a style needs");
                    tokens.Add(new(CssKind.Number, number, Unit(css, ref at), line));
                    break;
                case var c when IsStart(c):
                    var name = Name(css, ref at);
                    if (at < css.Length && css[at] == '(')
                    {
                        at++;
                        Add(CssKind.Function, name);
                    }
                    else
                    {
                        Add(CssKind.Word, name);
                    }
                    break;
                case var c when c is '{' or '}' or '(' or ')' or ':' or ';' or ',' or '.' or '>' or '!' or '*' or '[' or ']' or '+' or '~' or '=' or '/':
                    at++;
                    Add(CssKind.Mark, c.ToString());
                    break;
                default:
                    throw new CssRefusal(line, $"the character {Printable.Excerpt(css[start].ToString())} has no place here");
            }
        }
        tokens.Add(new(CssKind.End, "", "", line));
        return tokens;

        void Add(CssKind kind, string text) => tokens.Add(new(kind, text, "", line));
    }

    private static char Next(string css, int at) => at + 1 < css.Length ? css[at + 1] : '\0';

    private static bool IsStart(char c) => char.IsAsciiLetter(c) || c is '_' or '-';

    private static string Name(string css, ref int at)
    {
        var start = at;
        while (at < css.Length && (char.IsAsciiLetterOrDigit(css[at]) || css[at] is '-' or '_')) at++;
        return css[start..at].ToLowerInvariant();
    }

    private static string Number(string css, ref int at)
    {
        var start = at;
        if (css[at] is '-' or '+') at++;
        while (at < css.Length && char.IsAsciiDigit(css[at])) at++;
        if (at < css.Length && css[at] == '.' && char.IsAsciiDigit(Next(css, at)))
        {
            at++;
            while (at < css.Length && char.IsAsciiDigit(css[at])) at++;
        }
        return css[start..at].TrimStart('+');
    }

    private static string Unit(string css, ref int at)
    {
        if (at < css.Length && css[at] == '%')
        {
            at++;
            return "%";
        }
        return at < css.Length && char.IsAsciiLetter(css[at]) ? Name(css, ref at) : "";
    }

    /// <summary>The words between quotes: names of fonts, so letters, digits, blanks and hyphens.</summary>
    private static string Quoted(string css, ref int at, int line)
    {
        var quote = css[at];
        var start = ++at;
        while (at < css.Length && css[at] != quote)
        {
            if (!char.IsAsciiLetterOrDigit(css[at]) && css[at] is not (' ' or '-' or '_' or '.')) throw new CssRefusal(line, "between quotes only the name of a font may stand");
            at++;
        }
        if (at == css.Length) throw new CssRefusal(line, "a quotation is not closed");
        return css[start..at++];
    }
}
