using System.Text;
using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>A <c>$search</c> as a tree (digest 5.13).</summary>
internal abstract record SearchNode;

internal sealed record SearchTerm(string Property, string Value) : SearchNode;

internal sealed record SearchPair(SearchNode Left, bool And, SearchNode Right) : SearchNode;

/// <summary>Reads <c>"displayName:abc" AND ("mail:x" OR "mail:y")</c>; quotes are mandatory, AND binds more than OR.</summary>
internal sealed class SearchText
{
    private const int MostTerms = 50;

    private readonly string text;
    private int at;
    private int terms;

    private SearchText(string text) => this.text = text;

    public static SearchNode Parse(string text)
    {
        var reader = new SearchText(text);
        var node = reader.Either();
        reader.Blanks();
        return reader.at == text.Length ? node : throw reader.Wrong();
    }

    private SearchNode Either()
    {
        var left = Both();
        while (Word("OR")) left = new SearchPair(left, false, Both());
        return left;
    }

    private SearchNode Both()
    {
        var left = One();
        while (true)
        {
            if (Word("AND")) left = new SearchPair(left, true, One());
            else if (Next is '"' or '(') left = new SearchPair(left, true, One()); // clauses side by side mean AND
            else return left;
        }
    }

    private SearchNode One()
    {
        if (++terms > MostTerms) throw Wrong();
        if (Next == '(')
        {
            at++;
            var inner = Either();
            if (Next != ')') throw Wrong();
            at++;
            return inner;
        }
        if (Next != '"') throw Wrong();
        at++;
        var clause = new StringBuilder();
        while (true)
        {
            if (at >= text.Length) throw Wrong();
            var c = text[at++];
            if (c == '"') break;
            clause.Append(c == '\\' && at < text.Length && text[at] is '"' or '\\' ? text[at++] : c);
        }
        var colon = clause.ToString().IndexOf(':', StringComparison.Ordinal);
        if (colon < 1) throw Wrong();
        return new SearchTerm(clause.ToString(0, colon).Trim(), clause.ToString(colon + 1, clause.Length - colon - 1).Trim());
    }

    private char Next
    {
        get
        {
            Blanks();
            return at < text.Length ? text[at] : '\0';
        }
    }

    private bool Word(string word)
    {
        Blanks();
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) return false;
        at += word.Length;
        return true;
    }

    private void Blanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private GraphRefusal Wrong() => new(GraphErrors.Unsupported($"Syntax error: character '{Printable.Excerpt(at < text.Length ? text[at].ToString() : "")}' is not valid at position {at} in '{Printable.Excerpt(text)}'."));
}
