using Foyer.Apps;
using Foyer.Rig;

namespace Foyer.Tests.Connect;

public class ApacheTests
{
    [Fact]
    public async Task Apache_lets_a_guest_in_and_signs_the_guest_out()
    {
        await using var app = await TestApp.New(Store.Sqlite);
        app.Clock.AdjustTime(TimeProvider.System.GetUtcNow()); // Apache believes the machine's clock
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var bob = await fabrikam.NewMember("Bob");
        var guest = await contoso.NewGuest(bob);
        await using var apache = new ApacheOidcRig();
        var registration = await contoso.NewApp(new AppRegistration("Apache") { RedirectUris = [apache.RedirectUri], LogoutRedirectUris = [apache.SignedOutUrl] });
        await contoso.Assign(registration, guest.Id);
        await apache.Start($"{app.Options.Issuer(contoso.Id)}/.well-known/openid-configuration", registration.Application.AppId.ToString("D"), registration.Secret);
        using var browser = await app.SignedIn(bob, follow: true);
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        var page = await browser.GetStringAsync(apache.Url);
        Assert.True(page.Contains($"OIDC_CLAIM_oid={guest.Id}", StringComparison.Ordinal), page + apache.Log);
        Assert.Contains($"OIDC_CLAIM_tid={contoso.Id}", page, StringComparison.Ordinal);
        Assert.Contains($"OIDC_CLAIM_idp={app.Options.Issuer(fabrikam.Id)}", page, StringComparison.Ordinal);
        Assert.Contains($"OIDC_CLAIM_email={bob.Mail}", page, StringComparison.Ordinal);

        Assert.Equal("signed out\n", await browser.GetStringAsync(apache.LogoutUrl));
        using var again = await browser.GetAsync(apache.Url);
        Assert.StartsWith("/signin", again.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
    }
}
