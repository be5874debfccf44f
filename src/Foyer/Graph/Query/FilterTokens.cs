using System.Globalization;
using System.Text;

namespace Foyer.Graph.Query;

internal enum TokenKind { Name, Text, Guid, Time, Number, Open, Close, Comma, Colon, Slash, End }

/// <summary>A word of a <c>$filter</c>: what it is, what it says, and where it stands.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    /// <summary>Operators may be written in any case; names of properties may not.</summary>
    public bool Is(string word) => Kind == TokenKind.Name && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a <c>$filter</c> into words (OData 4.01 ABNF, the part that Graph knows). Never looks back, so its time is the length of the text.</summary>
internal static class FilterTokens
{
    public static List<Token> Of(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c)) at++;
            else if (c is '(' or ')' or ',' or ':' or '/')
            {
                tokens.Add(new(c switch { '(' => TokenKind.Open, ')' => TokenKind.Close, ',' => TokenKind.Comma, ':' => TokenKind.Colon, _ => TokenKind.Slash }, c.ToString(), at));
                at++;
            }
            else tokens.Add(c == '\'' ? Quoted(text, ref at) : Word(text, ref at));
        }
        tokens.Add(new(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token Quoted(string text, ref int at)
    {
        var (start, value) = (at++, new StringBuilder());
        while (true)
        {
            if (at >= text.Length) throw FilterParser.Syntax(start, "There is an unterminated string literal");
            if (text[at] != '\'') value.Append(text[at++]);
            else if (at + 1 < text.Length && text[at + 1] == '\'')
            {
                value.Append('\'');
                at += 2;
            }
            else
            {
                at++;
                return new(TokenKind.Text, value.ToString(), start);
            }
        }
    }

    private static Token Word(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')' or ',' or '/' or '\'') && (text[at] != ':' || IsInTime(text, start, at))) at++;
        var word = text[start..at];
        if (Guid.TryParseExact(word, "D", out _)) return new(TokenKind.Guid, word, start);
        if (char.IsAsciiLetter(word[0]) || word[0] is '_' or '$' or '@') return word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '@' or '.') ? new(TokenKind.Name, word, start) : throw FilterParser.Syntax(start, text);
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return new(TokenKind.Number, word, start);
        if (word.Length >= 10 && word[4] == '-' && DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)) return new(TokenKind.Time, word, start);
        throw FilterParser.Syntax(start, text);
    }

    /// <summary>A colon belongs to a time (<c>2026-01-01T10:00:00Z</c>) when the word began as a date; else it ends the variable of <c>any(x:…)</c>.</summary>
    private static bool IsInTime(string text, int start, int at) => at - start >= 13 && char.IsAsciiDigit(text[start]) && text[start + 4] == '-' && text[start + 10] is 'T' or 't';
}
