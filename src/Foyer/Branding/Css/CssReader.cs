using System.Text;
using Foyer.Web;

namespace Foyer.Branding.Css;

/// <summary>Where reading stands in the tokens.</summary>
internal sealed class CssCursor(List<CssToken> tokens)
{
    private int at;

    public CssToken Peek => tokens[at];

    public CssToken Next() => tokens[at].Kind == CssKind.End ? tokens[at] : tokens[at++];

    public bool Take(char mark)
    {
        if (!Peek.Is(mark)) return false;
        at++;
        return true;
    }

    public bool SkipBlanks()
    {
        var start = at;
        while (Peek.Kind == CssKind.Blank) at++;
        return at > start;
    }

    public CssRefusal Refuse(CssToken token, string sentence) => new(token.Line, sentence);
}

/// <summary>Colours that a rule sets together, for judging whether they can be read; <c>Night</c> is null when the rule holds for both.</summary>
internal sealed record CssPair(int Line, string Part, Colour? Ink, Colour? Ground, bool? Night);

/// <summary>A style sheet as our pages take it, and the pairs of colours in it.</summary>
internal sealed record CssSheet(string Text, IReadOnlyList<CssPair> Pairs);

/// <summary>Reads a style sheet by an allow-list of selectors, properties and values. What is not on it is refused, not left out: its author is told.</summary>
internal static class CssReader
{
    public const int MostRules = 500;

    public static CssSheet Read(string css)
    {
        var at = new CssCursor(CssTokens.Of(css));
        var (text, pairs, rules) = (new StringBuilder(), new List<CssPair>(), 0);
        while (true)
        {
            at.SkipBlanks();
            if (at.Peek.Kind == CssKind.End) return new(text.ToString(), pairs);
            if (at.Peek.Kind == CssKind.AtWord) AtRule(at, text, pairs, ref rules);
            else Rule(at, text, pairs, null, ref rules);
        }
    }

    private static void AtRule(CssCursor at, StringBuilder text, List<CssPair> pairs, ref int rules)
    {
        var word = at.Next();
        if (word.Text == "charset")
        {
            at.SkipBlanks();
            if (at.Next() is not { Kind: CssKind.Text } || !at.Take(';')) throw at.Refuse(word, "@charset names a character set in quotation marks");
            return;
        }
        if (word.Text != "media") throw at.Refuse(word, $"@{Printable.Excerpt(word.Text)} is not allowed; only @media is, with widths and colour schemes");
        var condition = Condition(at, word, out var night);
        var inside = new StringBuilder();
        while (true)
        {
            at.SkipBlanks();
            if (at.Take('}')) break;
            if (at.Peek.Kind is CssKind.End) throw at.Refuse(word, "@media is not closed");
            if (at.Peek.Kind is CssKind.AtWord) throw at.Refuse(at.Peek, "@media holds rules only");
            Rule(at, inside, pairs, night, ref rules);
        }
        if (inside.Length > 0) text.Append("@media ").Append(condition).Append(" {\n").Append(inside).Append("}\n");
    }

    private static string Condition(CssCursor at, CssToken word, out bool? night)
    {
        night = null;
        var parts = new List<string>();
        do
        {
            at.SkipBlanks();
            if (!at.Take('(')) throw at.Refuse(at.Peek, "@media takes (min-width: …), (max-width: …) or (prefers-color-scheme: …), joined by and");
            at.SkipBlanks();
            var name = at.Next();
            at.SkipBlanks();
            if (!at.Take(':')) throw at.Refuse(name, "@media takes (min-width: …), (max-width: …) or (prefers-color-scheme: …), joined by and");
            at.SkipBlanks();
            var value = at.Next();
            at.SkipBlanks();
            if (!at.Take(')')) throw at.Refuse(value, "a condition of @media is not closed");
            if (name is { Kind: CssKind.Word, Text: "min-width" or "max-width" } && value.Kind == CssKind.Number && CssProperties.Pixels(value) is >= 0 and <= 10000)
            {
                parts.Add($"({name.Text}: {CssProperties.Written(value)})");
            }
            else if (name is { Kind: CssKind.Word, Text: "prefers-color-scheme" } && value is { Kind: CssKind.Word, Text: "light" or "dark" })
            {
                night = value.Text == "dark";
                parts.Add($"(prefers-color-scheme: {value.Text})");
            }
            else
            {
                throw at.Refuse(name, "@media takes (min-width: …), (max-width: …) or (prefers-color-scheme: …), joined by and");
            }
            at.SkipBlanks();
        }
        while (at.Peek is { Kind: CssKind.Word, Text: "and" } && at.Next().Text == "and");
        return at.Take('{') ? string.Join(" and ", parts) : throw at.Refuse(word, "after the condition of @media a { is expected");
    }

    private static void Rule(CssCursor at, StringBuilder text, List<CssPair> pairs, bool? night, ref int rules)
    {
        var start = at.Peek;
        if (++rules > MostRules) throw at.Refuse(start, $"there are more than {MostRules} rules");
        var parts = new List<string>();
        var selectors = CssSelectors.Read(at, parts);
        if (!at.Take('{')) throw at.Refuse(at.Peek, "after the selectors a { is expected");
        var declarations = new StringBuilder();
        Colour? ink = null, ground = null;
        while (true)
        {
            at.SkipBlanks();
            if (at.Take(';')) continue;
            if (at.Take('}')) break;
            var name = at.Next();
            if (name.Kind == CssKind.End) throw at.Refuse(start, "the rule that begins here is not closed");
            if (name.Kind != CssKind.Word) throw at.Refuse(name, $"the name of a property is expected, not {Printable.Excerpt(name.Text)}");
            if (CssProperties.Find(name.Text) is not { } property) throw at.Refuse(name, CssProperties.WhyNot(name.Text));
            at.SkipBlanks();
            if (!at.Take(':')) throw at.Refuse(name, $"after {name.Text} a colon is expected");
            var value = CssValues.Read(at, name.Text, property, out var colour);
            if (name.Text == "color") ink = colour;
            if (name.Text is "background" or "background-color") ground = colour;
            declarations.Append("  ").Append(name.Text).Append(": ").Append(value).Append(";\n");
        }
        if (selectors.Count == 0 || declarations.Length == 0) return;
        if ((ink ?? ground) is not null && parts.Count > 0) pairs.Add(new(start.Line, "." + parts[^1], ink, ground, night));
        text.AppendJoin(", ", selectors).Append(" {\n").Append(declarations).Append("}\n");
    }
}
