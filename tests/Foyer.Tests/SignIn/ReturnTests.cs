using Foyer.Web;
using FsCheck;
using FsCheck.Xunit;

namespace Foyer.Tests.SignIn;

public class ReturnTests
{
    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("/\n/evil.example")]
    [InlineData("/a\\..\\..\\evil")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData(" /myapps")]
    [InlineData("")]
    public async Task Rule12_After_signing_in_a_browser_never_leaves_by_a_return_address(string back)
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var tenant = await app.NewTenant();
        var bob = await tenant.NewMember("Bob");
        using var browser = app.Browser();
        using var answer = await browser.TrySignIn(bob.UserPrincipalName, TestTenant.Password, "return=" + Uri.EscapeDataString(back));
        Assert.Equal("0;url=/myapps", answer.Headers.GetValues("Refresh").Single());
        Assert.DoesNotContain("evil", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/myapps", (await browser.GetAsync("/signin?return=" + Uri.EscapeDataString(back))).Headers.Location?.OriginalString);
    }

    [Property(MaxTest = 2000)]
    public bool Rule12_A_local_path_always_resolves_to_this_server(NonNull<string> tail)
    {
        var text = "/" + tail.Get;
        if (!LocalPath.Is(text)) return true;
        return Uri.TryCreate(new Uri("https://foyer.example/"), text, out var resolved) && resolved.Host == "foyer.example" && resolved.Scheme == "https";
    }
}
