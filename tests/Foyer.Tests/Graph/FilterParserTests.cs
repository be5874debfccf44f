using Foyer.Graph;
using Foyer.Graph.Query;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Foyer.Tests.Graph;

public class FilterParserTests
{
    /// <summary>Filters of all shapes, as trees.</summary>
    public static Arbitrary<FilterTree> Filters() => Arb.From(Tree(3).Select(node => new FilterTree(node)));

    [Property(Arbitrary = [typeof(FilterParserTests)], MaxTest = 300)]
    public void A_filter_that_is_written_out_reads_back_as_the_same_tree(FilterTree tree) =>
        Assert.Equal(tree.Node, FilterParser.Parse(tree.Node.ToString()));

    [Property(MaxTest = 500)]
    public void No_text_does_worse_than_being_refused(NonNull<string> text)
    {
        try
        {
            FilterParser.Parse(text.Get);
            SearchText.Parse(text.Get);
        }
        catch (GraphRefusal refusal)
        {
            Assert.Equal(400, refusal.Error.Status);
        }
    }

    [Theory]
    [InlineData("a eq '1' or b eq '2' and c eq '3'", "(a eq '1' or (b eq '2' and c eq '3'))")]
    [InlineData("not a eq '1' and b eq '2'", "(not (a eq '1') and b eq '2')")]
    [InlineData("NOT(a eq 'x') AND startsWith(b,'y') eq true", "(not (a eq 'x') and startswith(b,'y'))")]
    [InlineData("a/any(x:x/b eq 'c' and x/d eq 4)", "a/any(x:(x/b eq 'c' and x/d eq 4))")]
    [InlineData("a in ('x','y''z')", "a in ('x', 'y''z')")]
    [InlineData("a/$count ne 0 and b", "(a/$count ne 0 and b)")]
    [InlineData("t ge 2026-01-01T10:00:00Z", "t ge 2026-01-01T10:00:00Z")]
    [InlineData("g eq 0f8fad5b-d9cb-469f-a165-70867728950e", "g eq 0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("a/any(x:startswith(x,'p'))", "a/any(x:startswith(x,'p'))")]
    public void Operators_bind_as_OData_says(string text, string tree) => Assert.Equal(tree, FilterParser.Parse(text).ToString());

    private static Gen<FilterNode> Tree(int depth)
    {
        var path = Gen.Elements("displayName", "mail", "a", "assignedLicenses/skuId");
        var text = Gen.Elements("", "O'Neil", "100%", "a b", "ä", "''").Select(t => new Literal(TokenKind.Text, t));
        var literal = Gen.OneOf(text, Gen.Constant(Literal.Null), Gen.Constant(new Literal(TokenKind.Number, "-12")), Gen.Constant(new Literal(TokenKind.Time, "2026-01-01T10:00:00Z")), Gen.Constant(new Literal(TokenKind.Guid, "0f8fad5b-d9cb-469f-a165-70867728950e")));
        var leaf = Gen.OneOf(
            from p in path from op in Gen.Elements(Enum.GetValues<Comparison>()) from v in literal select (FilterNode)new CompareNode(p, op, v),
            from p in path from f in Gen.Elements(Enum.GetValues<Match>()) from v in text select (FilterNode)new MatchNode(p, f, v.Text),
            from p in path from v in Gen.NonEmptyListOf(literal) select (FilterNode)new InNode(p, [.. v.Take(5)]),
            path.Select(p => (FilterNode)new FlagNode(p)));
        if (depth == 0) return leaf;
        var inner = Tree(depth - 1);
        return Gen.OneOf(leaf,
            from l in inner from r in inner select (FilterNode)new OrNode(l, r),
            from l in inner from r in inner select (FilterNode)new AndNode(l, r),
            inner.Select(i => (FilterNode)new NotNode(i)),
            inner.Select(i => (FilterNode)new AnyNode("otherMails", "x", i)));
    }
}

public sealed record FilterTree(object Tree)
{
    internal FilterNode Node => (FilterNode)Tree;
    public override string ToString() => Tree.ToString()!;
}
