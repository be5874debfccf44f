using Foyer.Branding;
using Foyer.Web;
using FsCheck.Xunit;

namespace Foyer.Tests.Branding;

public class ContrastTests
{
    [Property]
    public void Contrast_is_the_same_both_ways_and_between_1_and_21(byte r, byte g, byte b, byte r2, byte g2, byte b2)
    {
        var (one, other) = (new Colour(r, g, b), new Colour(r2, g2, b2));
        Assert.Equal(one.ContrastWith(other), other.ContrastWith(one), 10);
        Assert.InRange(one.ContrastWith(other), 1, 21.0000001);
        Assert.Equal(1, one.ContrastWith(one), 10);
    }

    [Property]
    public void On_every_background_the_line_at_the_foot_can_be_read(byte r, byte g, byte b)
    {
        var ground = new Colour(r, g, b);
        Assert.True(JudgeContrast.InkOn(ground).ContrastWith(ground) >= JudgeContrast.Enough);
    }

    [Property]
    public void A_background_is_warned_of_exactly_when_the_usual_text_falls_short_on_it(byte r, byte g, byte b)
    {
        var ground = new Colour(r, g, b);
        var warned = JudgeContrast.Warnings(ground.ToString(), hasPicture: false, null, []).Any();
        Assert.Equal(PageColours.DayText.ContrastWith(ground) < 4.5, warned);
    }

    [Property]
    public void Colours_of_a_style_are_warned_of_exactly_when_they_fall_short(byte r, byte g, byte b, byte r2, byte g2, byte b2)
    {
        var (ink, ground) = (new Colour(r, g, b), new Colour(r2, g2, b2));
        var warned = JudgeContrast.Warnings(null, hasPicture: false, $".ext-title {{ color: {ink}; background-color: rgb({ground.R}, {ground.G}, {ground.B}) }}", []).Any();
        Assert.Equal(ink.ContrastWith(ground) < 4.5, warned);
    }

    [Theory]
    [InlineData(".ext-sign-in-box { background: white }", "on dark pages"), InlineData(".ext-title { color: navy }", "on dark pages"), InlineData("\n.ext-subtitle { color: #ccc }", "Line 2")]
    public void A_style_that_thinks_of_one_half_only_is_warned_of(string css, string words) =>
        Assert.Contains(JudgeContrast.Warnings(null, false, css, []), w => w.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("@media (prefers-color-scheme: light) { .ext-sign-in-box { background: white } }"), InlineData(".ext-title { color: navy; background: #fff }"), InlineData(".ext-title { padding: 4px }")]
    [InlineData(".ext-title { color: navy } @media (prefers-color-scheme: dark) { .ext-title { color: #9cc8ee } }")]
    public void A_style_that_can_be_read_is_not(string css) => Assert.Empty(JudgeContrast.Warnings(null, false, css, []));

    [Fact]
    public void Known_contrasts_are_those_of_WCAG()
    {
        Assert.Equal(21, Colour.White.ContrastWith(Colour.Black), 6);
        Assert.True(Colour.TryParse("#767676", out var grey));
        Assert.Equal(4.54, grey.ContrastWith(Colour.White), 2);
    }
}
