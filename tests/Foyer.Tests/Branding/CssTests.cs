using System.Text.RegularExpressions;
using Foyer.Branding;
using Foyer.Tests.Guests;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Foyer.Tests.Branding;

/// <summary>Custom CSS: what the template of Entra can say comes through, nothing else does.</summary>
public partial class CssTests
{
    /// <summary>Style sheets of pieces that belong in one, that belong in none, and that look alike.</summary>
    public static Arbitrary<string> Sheets() => Arb.From(Gen.Elements(Pieces).ListOf().Select(string.Concat));

    [Property(Arbitrary = [typeof(CssTests)], MaxTest = 2000)]
    public void Whatever_is_written_nothing_dangerous_comes_through(string css) => OnlyHarmless(css);

    [Property(MaxTest = 500)]
    public void No_text_does_worse_than_being_refused(NonNull<string> css) => OnlyHarmless(css.Get);

    /// <summary>Most random sheets are refused; these have one piece put where it might be overlooked.</summary>
    [Property(Arbitrary = [typeof(CssTests)], MaxTest = 1000)]
    public void A_piece_in_the_middle_of_a_good_rule_does_not_come_through_either(string piece, int where)
    {
        const string good = ".ext-title { color: #112233; font-family: \"Segoe UI\", sans-serif; border: 1px solid red } @media (max-width: 30em) { a:hover { margin: 4px auto } }";
        OnlyHarmless(good.Insert(Math.Abs(where % good.Length), piece));
        OnlyHarmless($".ext-title {{ color: {piece} }}");
        OnlyHarmless($"{piece} {{ color: red }}");
        OnlyHarmless($".ext-title {{ {piece}: red }}");
    }

    [Fact]
    public void The_template_of_Entra_is_taken_whole()
    {
        const string template = """
            @charset "utf-8";
            /* Styles for the whole page – as in the template */
            body { background-color: #f0f4f8 }
            a, a:link { color: #0f4c81 } a:hover, a:focus:hover { text-decoration: underline } a:active { color: navy }
            .ext-background-image { background-position: center; background-size: cover }
            .ext-header { padding: 0 8px } .ext-header-logo { margin: 4px auto }
            .ext-middle { } .ext-vertical-split-main-section { padding: 1em } .ext-vertical-split-background-image-container { padding: 1em }
            .ext-sign-in-box { background: rgba(255, 255, 255, 0.95); border-radius: 0; box-shadow: 0 2px 6px rgba(0,0,0,.2), inset 0 0 0 1px #ccc; color: #1b1b1b !important }
            .ext-title { font: } .ext-subtitle { line-height: 1.4 }
            """;
        Assert.True(CheckCss.Run(template).Failed(out var font, out _));
        Assert.Equal("Line 9 of the custom CSS: the property font is not allowed; allowed are", font!.Sentence[..71]);
        Assert.False(CheckCss.Run(template.Replace("font: ", "font-weight: 600", StringComparison.Ordinal) + """
            .ext-button.ext-primary, .ext-button.ext-primary:focus:hover { background-color: hsl(210, 80%, 30%); color: white }
            .ext-button.ext-secondary:active { border-color: currentcolor }
            .ext-error { color: #a80000 } .ext-input.ext-text-box.ext-has-error { border: 2px solid #a80000 }
            .ext-boilerplate-text { text-align: center } .ext-promoted-fed-cred-box { padding: 4px }
            .ext-footer { background-color: transparent } .ext-footer-links .ext-footer-item { color: #fff } .ext-debug-item { color: #fff }
            @media (min-width: 30em) and (prefers-color-scheme: dark) { .ext-title { color: #fff } }
            """).Failed(out _, out var sheet));
        Assert.Contains(":is(.button):is(.primary):focus:hover", sheet!.Text, StringComparison.Ordinal);
        Assert.Contains("box-shadow: 0 2px 6px rgba(0,0,0,0.2), inset 0 0 0 1px #ccc;", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("@media (min-width: 30em) and (prefers-color-scheme: dark) {\n:is(h1) {", sheet.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(".ext-", sheet.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".ext-title { background: url(https://evil.example/x.png) }", "url() is not allowed")]
    [InlineData(".ext-title {\n  background: URL('x') }", "Line 2")]
    [InlineData("@import 'x.css';", "@import is not allowed")]
    [InlineData("@font-face { font-family: x }", "@font-face is not allowed")]
    [InlineData(".ext-title { position: fixed }", "could hide what people must be able to read")]
    [InlineData(".ext-title { display: none }", "could hide")]
    [InlineData(".ext-title::before { content: 'x' }", "is not allowed")]
    [InlineData(".ext-title { width: expression(alert(1)) }", "expression() is not allowed")]
    [InlineData(".ext-title { color: transparent }", "is no value that color may have")]
    [InlineData(".ext-title { color: rgba(0,0,0,0.01) }", "people could not read it")]
    [InlineData(".ext-title { color: #0000 }", "is no value that color may have")]
    [InlineData(".ext-title { font-size: 0 }", "from 10 to 72 pixels")]
    [InlineData(".ext-title { margin-top: -9999px }", "from 0 to 200 pixels")]
    [InlineData(".ext-title { color: \\72 ed }", "has no place here")]
    [InlineData(".quote { color: red }", "is no part that a style may be about")]
    [InlineData("input[type] { color: red }", "is no part that a style may be about")]
    [InlineData("* { color: red }", "a selector is expected")]
    [InlineData(".ext-title { color: red", "is not closed")]
    [InlineData("/* open", "a comment is not closed")]
    [InlineData(".ext-title { color: var(--accent) }", "var() is not allowed")]
    [InlineData(".ext-title { behavior: none }", "the property behavior is not allowed")]
    [InlineData("@media print { .ext-title { color: red } }", "@media takes")]
    [InlineData(".ext-title { font-family: \"x; } body { a\" }", "only the name of a font")]
    public void What_is_refused_is_refused_with_the_line_and_the_reason(string css, string reason)
    {
        Assert.True(CheckCss.Run(css).Failed(out var why, out _));
        Assert.Equal("branding.css", why!.Code);
        Assert.StartsWith("Line ", why.Sentence, StringComparison.Ordinal);
        Assert.Contains(reason, why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_sheet_and_a_deep_one_are_refused_quickly()
    {
        Assert.Equal("branding.css_too_long", CheckCss.Run(new string(' ', CheckCss.MaxLength + 1)).Code());
        Assert.Equal("branding.css", CheckCss.Run(string.Concat(Enumerable.Repeat("a{}", 501))).Code());
        Assert.Equal("branding.css", CheckCss.Run(new string('(', 20_000)).Code());
        Assert.Equal("branding.css", CheckCss.Run(new string('{', 20_000)).Code());
    }

    private static readonly string[] Pieces =
    [
        " ", "\n", "{", "}", ":", ";", ",", ".", "(", ")", "\\", "\"", "'", "/*", "*/", "<", ">", "!important", "!", "@", "#", "0", "1px", "-1px", "50%", "1e9", "red", "#fff", "#12345678",
        ".ext-title", ".ext-button.ext-primary", ".ext-input", "body", "a", "a:hover", "*", "html", ".card", "[type]", "::before", ":is(", ":has(a)",
        "color: red;", "background-color: #123456;", "padding: 4px 8px;", "border: 1px solid red;", "font-family: \"Segoe UI\", sans-serif;", ".ext-title { color: red }", ".ext-sign-in-box{background:#fff}",
        "url(", "url(x)", "URL('x')", "u\\72l(x)", "@import 'x';", "@import url(x);", "@media screen {", "@media (max-width: 30em) {", "@font-face {", "@charset \"utf-8\";", "expression(", "position: fixed;", "position:absolute;",
        "content: 'x';", "display: none;", "opacity: 0;", "behavior: x;", "-moz-binding: x;", "image-set(", "var(--x)", "calc(1px)", "attr(x)", "javascript:", "</style>", "<!--", "-->", "\0", "é", "\u202e", "filter: x;", "background-image: none;",
    ];

    private static void OnlyHarmless(string css)
    {
        if (CheckCss.Run(css).Failed(out var why, out var sheet))
        {
            Assert.StartsWith("branding.css", why.Code, StringComparison.Ordinal);
            return;
        }
        var text = sheet.Text;
        Assert.DoesNotMatch(Dangerous(), text);
        // Judged by a grammar that shares nothing with the one that wrote it: whole rules of known selectors, one declaration a line.
        Assert.Matches(Harmless(), text);
    }

    [GeneratedRegex(@"url|import|expression|javascript|(?<!background-)position\s*:|content|display|opacity|visibility|behavior|binding|[\\<@](?!media )|attr\(|var\(|calc\(|image|[^\x20-\x7e\n]", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Dangerous();

    [GeneratedRegex(@"\A(?:@media (?:\((?:min|max)-width: [0-9.]+[a-z]*\)|\(prefers-color-scheme: (?:light|dark)\)| and )+ \{\n|[a-z0-9.:\-()\[\]=, >]+ \{\n(?:  [a-z-]+: [^;{}\n]+;\n)+\}\n|\}\n)*\z", RegexOptions.None, 2000)]
    private static partial Regex Harmless();
}
