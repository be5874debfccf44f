using Foyer.Web;

namespace Foyer.Graph.Query;

/// <summary>
/// Reads a <c>$filter</c> (Pratt): <c>or</c> binds least, then <c>and</c>, then <c>not</c>, then comparisons. Answers with a tree
/// or with the refusal that Graph has for it; depth and number of terms are bounded, so nobody can make it work for long.
/// </summary>
internal sealed class FilterParser
{
    private const int Deepest = 50;
    private const int MostTerms = 200;
    private const int OrPower = 1, AndPower = 2, NotPower = 3;

    private readonly string text;
    private readonly List<Token> tokens;
    private int next;
    private int depth;
    private int terms;

    private FilterParser(string text) => (this.text, tokens) = (text, FilterTokens.Of(text));

    public static FilterNode Parse(string text)
    {
        var parser = new FilterParser(text);
        var node = parser.Expression(0);
        return parser.Peek.Kind == TokenKind.End ? node : throw parser.Syntax();
    }

    public static GraphRefusal Syntax(int at, string text) => new(new GraphError(400, "BadRequest", $"Invalid filter clause: Syntax error at position {at} in '{Printable.Excerpt(text)}'."));

    private Token Peek => tokens[next];

    private FilterNode Expression(int power)
    {
        if (++depth > Deepest) throw new GraphRefusal(new GraphError(400, "BadRequest", "Invalid filter clause: The node count limit of the filter is exceeded."));
        var left = Prefix();
        while (true)
        {
            var binds = Peek.Is("or") ? OrPower : Peek.Is("and") ? AndPower : 0;
            if (binds <= power) break;
            next++;
            var right = Expression(binds);
            left = binds == OrPower ? new OrNode(left, right) : new AndNode(left, right);
        }
        depth--;
        return left;
    }

    private FilterNode Prefix()
    {
        if (++terms > MostTerms) throw new GraphRefusal(new GraphError(400, "BadRequest", "Invalid filter clause: The node count limit of the filter is exceeded."));
        if (Peek.Kind == TokenKind.Open)
        {
            next++;
            var inner = Expression(0);
            Expect(TokenKind.Close);
            return inner;
        }
        if (Peek.Is("not"))
        {
            next++;
            return new NotNode(Expression(NotPower));
        }
        var name = Expect(TokenKind.Name);
        if (Peek.Kind == TokenKind.Open && FunctionOf(name.Text) is { } function) return Function(function);
        return Term(name);
    }

    private FilterNode Term(Token name)
    {
        var path = name.Text;
        while (Peek.Kind == TokenKind.Slash)
        {
            next++;
            var part = Expect(TokenKind.Name);
            if (Peek.Kind == TokenKind.Open && part.Is("any")) return Any(path);
            path += "/" + part.Text;
        }
        if (Peek.Is("in")) return In(path);
        if (Peek.Kind == TokenKind.Name && Enum.TryParse<Comparison>(Peek.Text, ignoreCase: true, out var comparison) && !char.IsAsciiDigit(Peek.Text[0]))
        {
            next++;
            return new CompareNode(path, comparison, Value());
        }
        return Peek.Kind is TokenKind.End or TokenKind.Close || Peek.Is("and") || Peek.Is("or") ? new FlagNode(path) : throw Syntax();
    }

    private InNode In(string path)
    {
        next++;
        Expect(TokenKind.Open);
        var values = new List<Literal> { Value() };
        while (Peek.Kind == TokenKind.Comma)
        {
            next++;
            values.Add(Value());
            if (++terms > MostTerms) throw Syntax();
        }
        Expect(TokenKind.Close);
        return new(path, values);
    }

    private AnyNode Any(string path)
    {
        Expect(TokenKind.Open);
        if (Peek.Kind == TokenKind.Close)
        {
            next++;
            return new(path, null, null);
        }
        var variable = Expect(TokenKind.Name).Text;
        Expect(TokenKind.Colon);
        var inner = Expression(0);
        Expect(TokenKind.Close);
        return new(path, variable, inner);
    }

    private FilterNode Function(Match function)
    {
        Expect(TokenKind.Open);
        var path = Path();
        Expect(TokenKind.Comma);
        var value = Expect(TokenKind.Text).Text;
        Expect(TokenKind.Close);
        FilterNode node = new MatchNode(path, function, value);
        if (!Peek.Is("eq")) return node;
        next++; // startswith(a,'b') eq true
        var outcome = Expect(TokenKind.Name);
        return outcome.Is("true") ? node : outcome.Is("false") ? new NotNode(node) : throw Syntax(outcome.At, text);
    }

    private string Path()
    {
        var path = Expect(TokenKind.Name).Text;
        while (Peek.Kind == TokenKind.Slash)
        {
            next++;
            path += "/" + Expect(TokenKind.Name).Text;
        }
        return path;
    }

    private Literal Value()
    {
        var token = tokens[next];
        if (token.Kind is not (TokenKind.Text or TokenKind.Guid or TokenKind.Time or TokenKind.Number or TokenKind.Name)) throw Syntax();
        next++;
        // microsoft.graph.kind'word' is a word of an enumeration.
        if (token.Kind == TokenKind.Name && Peek.Kind == TokenKind.Text && token.Text.Contains('.', StringComparison.Ordinal)) token = tokens[next++];
        return new(token.Kind, token.Kind == TokenKind.Name && (token.Is("null") || token.Is("true") || token.Is("false")) ? token.Text.ToLowerInvariant() : token.Text);
    }

    private static Match? FunctionOf(string name) => name.ToLowerInvariant() switch
    {
        "startswith" => Match.StartsWith,
        "endswith" => Match.EndsWith,
        "contains" => Match.Contains,
        _ => null,
    };

    private Token Expect(TokenKind kind) => Peek.Kind == kind ? tokens[next++] : throw Syntax();

    private GraphRefusal Syntax() => Syntax(Peek.At, text);
}
