using System.Net;

namespace Foyer.Tests.SignIn;

public class SignInTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_person_signs_in_at_home_and_goes_where_they_wanted(Store store)
    {
        var app = await TestApp.Shared(store);
        var tenant = await app.NewTenant("Fabrikam");
        var bob = await tenant.NewMember("Bob");
        using var browser = app.Browser();

        var asked = await browser.GetStringAsync("/signin?return=%2Faccount%3Fa%3D1");
        Assert.Contains("autocomplete=\"username\"", asked, StringComparison.Ordinal);
        using var answer = await browser.TrySignIn(bob.UserPrincipalName, TestTenant.Password, "return=%2Faccount%3Fa%3D1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("0;url=/account?a=1", answer.Headers.GetValues("Refresh").Single());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("foyer-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }
}
