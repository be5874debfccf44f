using Foyer.Invitations;
using FsCheck.Xunit;

namespace Foyer.Tests.Redeem;

public class LandingTests
{
    private const string MyApps = "/myapps?tenantId=1";
    private static readonly InvitedApp Moodle = new(Guid.Empty, "Moodle", "https://moodle.example/start", ["https://moodle.example/signin-oidc", "https://moodle.example:8443/cb?x=1"], null);
    private static readonly string[] Allowed = ["https://contoso.example/partners/", "https://other.example"];

    [Theory]
    [InlineData(null, "https://moodle.example/start")]
    [InlineData("", "https://moodle.example/start")]
    [InlineData("https://moodle.example/signin-oidc", "https://moodle.example/signin-oidc")]
    [InlineData("HTTPS://Moodle.Example/signin-oidc", "https://moodle.example/signin-oidc")]
    [InlineData("https://moodle.example:8443/cb?x=1", "https://moodle.example:8443/cb?x=1")]
    [InlineData("https://contoso.example/partners", "https://contoso.example/partners")]
    [InlineData("https://contoso.example/partners/welcome?from=mail#top", "https://contoso.example/partners/welcome?from=mail#top")]
    [InlineData("https://other.example/", "https://other.example/")]
    // near misses go to the app
    [InlineData("https://moodle.example/signin-oidc/", "https://moodle.example/start")]
    [InlineData("https://moodle.example/signin-oidc?next=//evil.example", "https://moodle.example/start")]
    [InlineData("http://moodle.example/signin-oidc", "https://moodle.example/start")]
    [InlineData("https://moodle.example:444/signin-oidc", "https://moodle.example/start")]
    [InlineData("https://moodle.example.evil.example/signin-oidc", "https://moodle.example/start")]
    [InlineData("https://contoso.example/partners-evil", "https://moodle.example/start")]
    [InlineData("https://contoso.example/partners/../admin", "https://moodle.example/start")]
    [InlineData("https://contoso.example/partners/%2e%2e/admin", "https://moodle.example/start")]
    [InlineData("https://contoso.example/partners/%2E%2E%2Fadmin", "https://moodle.example/start")]
    [InlineData("https://contoso.example/partners\\..\\admin", "https://moodle.example/start")]
    [InlineData("https://contoso.example@evil.example/partners/", "https://moodle.example/start")]
    [InlineData("https://contoso.example:443@evil.example/partners/", "https://moodle.example/start")]
    [InlineData("//contoso.example/partners/", "https://moodle.example/start")]
    [InlineData("https:contoso.example/partners/", "https://moodle.example/start")]
    [InlineData("https:///contoso.example/partners/", "https://moodle.example/start")]
    [InlineData("javascript:alert(1)", "https://moodle.example/start")]
    [InlineData("data:text/html,x", "https://moodle.example/start")]
    [InlineData("https://other.example.evil.example/", "https://moodle.example/start")]
    [InlineData("https://other.example\t.evil.example/", "https://moodle.example/start")]
    [InlineData(" https://other.example/", "https://moodle.example/start")]
    public void Rule12_A_reply_address_counts_only_where_it_is_registered_or_allowed(string? reply, string landing) =>
        Assert.Equal(landing, Landing.Of(reply, Moodle, [Moodle], Allowed, MyApps));

    [Theory]
    [InlineData("javascript:alert(1)"), InlineData("/relative"), InlineData(null)]
    public void Without_a_usable_page_of_the_app_it_is_My_Apps(string? signOn) =>
        Assert.Equal(MyApps, Landing.Of("https://evil.example/", Moodle with { SignOnUrl = signOn }, [], [], MyApps));

    [Fact]
    public void Without_an_app_it_is_My_Apps() => Assert.Equal(MyApps, Landing.Of(null, null, [Moodle], Allowed, MyApps));

    [Property(MaxTest = 2000)]
    public void Rule12_Whatever_stands_in_the_invitation_the_browser_goes_to_a_known_origin(string text, byte shape)
    {
        var reply = (shape % 6) switch
        {
            0 => text,
            1 => "https://contoso.example/partners/" + text,
            2 => "https://contoso.example" + text,
            3 => "https://other.example" + text,
            4 => "https://" + text + "contoso.example/partners/",
            _ => "https://moodle.example/signin-oidc" + text,
        };
        var landing = Landing.Of(reply, Moodle, [Moodle], Allowed, MyApps);
        var origin = new Uri(landing).GetLeftPart(UriPartial.Authority);
        Assert.Contains(origin, new[] { "https://moodle.example", "https://moodle.example:8443", "https://contoso.example", "https://other.example" });
        if (origin == "https://contoso.example") Assert.StartsWith("/partners", new Uri(landing).AbsolutePath, StringComparison.Ordinal);
    }
}
