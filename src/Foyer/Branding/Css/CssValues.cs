using System.Globalization;
using System.Text;
using Foyer.Web;

namespace Foyer.Branding.Css;

/// <summary>Reads the value of a declaration and writes it anew from what was understood, never from what stood there.</summary>
internal static class CssValues
{
    private static readonly HashSet<string> Anywhere = new(StringComparer.Ordinal) { "inherit", "initial", "unset" };

    /// <summary>Up to the semicolon or the brace. <paramref name="colour"/> is the last colour in it, where it is one without transparency.</summary>
    public static string Read(CssCursor at, string name, CssProperty property, out Colour? colour)
    {
        colour = null;
        var (text, parts) = (new StringBuilder(), 0);
        while (true)
        {
            var blank = at.SkipBlanks();
            var token = at.Peek;
            if (token.Is(';') || token.Is('}') || token.Is('!') || token.Kind == CssKind.End) break;
            if (token.Is(',') && property.Commas && parts > 0)
            {
                at.Next();
                text.Append(',');
                continue;
            }
            if (++parts > property.Parts) throw at.Refuse(token, $"{name} has too many parts");
            if (text.Length > 0 && (blank || text[^1] == ',')) text.Append(' ');
            text.Append(One(at, name, property, ref colour));
        }
        if (parts == 0 || text[^1] == ',') throw at.Refuse(at.Peek, $"{name} has no value");
        if (at.Take('!'))
        {
            at.SkipBlanks();
            var word = at.Next();
            if (word.Kind != CssKind.Word || word.Text != "important") throw at.Refuse(word, "after ! only important may stand");
            at.SkipBlanks();
            text.Append(" !important");
        }
        return text.ToString();
    }

    private static string One(CssCursor at, string name, CssProperty property, ref Colour? colour)
    {
        var token = at.Next();
        switch (token.Kind)
        {
            case CssKind.Word when property.Words.Contains(token.Text) || Anywhere.Contains(token.Text):
                return token.Text;
            case CssKind.Word when property.May(CssValue.Colour) && token.Text is "transparent" or "currentcolor":
                return token.Text;
            case CssKind.Word when property.May(CssValue.Colour | CssValue.OpaqueColour) && Named(token.Text) is { } named:
                colour = named;
                return token.Text;
            case CssKind.Word or CssKind.Text when property.May(CssValue.Font):
                return token.Kind == CssKind.Text ? $"\"{token.Text}\"" : token.Text;
            case CssKind.Hash when property.May(CssValue.Colour | CssValue.OpaqueColour) && Hex(token.Text, out var hex):
                if (token.Text.Length is 4 or 8 && !property.May(CssValue.Colour)) break;
                colour = token.Text.Length is 3 or 6 ? hex : null;
                return "#" + token.Text;
            case CssKind.Function when property.May(CssValue.Colour | CssValue.OpaqueColour) && token.Text is "rgb" or "rgba" or "hsl" or "hsla":
                return Function(at, token, name, property, ref colour);
            case CssKind.Function when token.Text is "url" or "image-set" or "image" or "src":
                throw at.Refuse(token, $"{token.Text}() is not allowed: a page loads nothing but what was uploaded here");
            case CssKind.Function:
                throw at.Refuse(token, $"{Printable.Excerpt(token.Text)}() is not allowed");
            case CssKind.Number when property.May(CssValue.Percent) && token.Unit == "%" && token.Value is >= 0 and <= 100:
                return CssProperties.Written(token);
            case CssKind.Number when property.May(CssValue.Plain) && token.Unit.Length == 0 && token.Value >= property.Least && token.Value <= Math.Max(property.Most, 3) && (name != "line-height" || token.Value <= 3):
                return CssProperties.Written(token);
            case CssKind.Number when property.May(CssValue.Length) && CssProperties.Pixels(token) is { } pixels:
                return pixels >= property.Least && pixels <= property.Most ? CssProperties.Written(token)
                    : throw at.Refuse(token, string.Create(CultureInfo.InvariantCulture, $"{name} may be from {property.Least:0.##} to {property.Most:0.##} pixels"));
        }
        throw at.Refuse(token, $"{Printable.Excerpt(token.Text + token.Unit)} is no value that {name} may have here");
    }

    private static string Function(CssCursor at, CssToken function, string name, CssProperty property, ref Colour? colour)
    {
        var (numbers, text) = (new List<CssToken>(), new StringBuilder(function.Text).Append('('));
        while (true)
        {
            at.SkipBlanks();
            var token = at.Next();
            if (token.Is(')')) break;
            if ((token.Is(',') || token.Is('/')) && numbers.Count > 0 && text[^1] is not (',' or '/'))
            {
                text.Append(token.Text);
                continue;
            }
            if (token.Kind != CssKind.Number || token.Unit is not ("" or "%" or "deg") || numbers.Count == 4) throw at.Refuse(token, $"{function.Text}() takes three or four numbers");
            if (numbers.Count > 0 && text[^1] is not (',' or '/')) text.Append(' ');
            numbers.Add(token);
            text.Append(CssProperties.Written(token));
        }
        if (numbers.Count < 3 || text[^1] is ',' or '/') throw at.Refuse(function, $"{function.Text}() takes three or four numbers");
        var opaque = numbers.Count == 3 || numbers[3].Value >= (numbers[3].Unit == "%" ? 100 : 1);
        if (!opaque && !property.May(CssValue.Colour)) throw at.Refuse(function, $"{name} may not be transparent: people could not read it");
        if (opaque && function.Text is "rgb" or "rgba" && numbers.Take(3).All(n => n.Unit.Length == 0)) colour = new(Byte(numbers[0]), Byte(numbers[1]), Byte(numbers[2]));
        return text.Append(')').ToString();
    }

    private static byte Byte(CssToken number) => (byte)Math.Clamp(Math.Round(number.Value), 0, 255);

    private static Colour? Named(string word) =>
        System.Drawing.Color.FromName(word) is { IsKnownColor: true, IsSystemColor: false, A: 255 } known ? new(known.R, known.G, known.B) : null;

    private static bool Hex(string digits, out Colour colour)
    {
        colour = default;
        if (digits.Length is not (3 or 4 or 6 or 8) || !digits.All(char.IsAsciiHexDigit)) return false;
        var six = digits.Length is 3 or 4 ? string.Concat(digits.Take(3).Select(d => $"{d}{d}")) : digits[..6];
        return Colour.TryParse("#" + six, out colour);
    }
}
