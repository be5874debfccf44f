using Foyer.Apps;
using Foyer.Tests;
using Foyer.Tests.Connect;
using Foyer.Tests.SignIn;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensibility;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Foyer.Compatibility.Tests;

/// <summary>MSAL.NET for tools on people's machines: browser, device code, and the cache that asks nobody.</summary>
public class MsalPublicClientTests
{
    private static readonly string[] Scopes = ["User.Read"];

    private static async Task<(TestApp Foyer, TestTenant Tenant, IPublicClientApplication App)> Open(Store store, string? tenant = null, Func<AppRegistration, AppRegistration>? adapt = null)
    {
        var foyer = await Tools.Server(store);
        var contoso = await foyer.NewTenant();
        var tool = await RelyingParty.Register(contoso, r => (adapt?.Invoke(r) ?? r) with { IsPublicClient = true, AssignmentRequired = false, RedirectUris = ["http://localhost"] });
        return (foyer, contoso, PublicClientApplicationBuilder.Create(tool.Application.AppId.ToString())
            .WithAuthority(foyer.Authority(tenant ?? contoso.Id.ToString()), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithRedirectUri("http://localhost")
            .WithHttpClientFactory(foyer.Msal)
            .Build());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_person_signs_in_with_the_browser_and_then_silently(Store store)
    {
        var (foyer, contoso, app) = await Open(store);
        var ann = await contoso.NewMember("Ann");
        await using var browser = new BrowserOf(foyer, ann);

        var first = await app.AcquireTokenInteractive(Scopes).WithCustomWebUi(browser).ExecuteAsync();
        var account = Assert.Single(await app.GetAccountsAsync());
        var cached = await app.AcquireTokenSilent(Scopes, account).ExecuteAsync();
        var renewed = await app.AcquireTokenSilent(Scopes, account).WithForceRefresh(true).ExecuteAsync();

        Assert.Equal((contoso.Id.ToString(), ann.Id.ToString(), ann.UserPrincipalName), (first.TenantId, first.UniqueId, first.Account.Username));
        Assert.Equal($"{ann.Id}.{contoso.Id}", account.HomeAccountId.Identifier);
        Assert.Contains("User.Read", first.Scopes);
        Assert.Equal((TokenSource.Cache, TokenSource.IdentityProvider), (cached.AuthenticationResultMetadata.TokenSource, renewed.AuthenticationResultMetadata.TokenSource));
        Assert.Equal(ann.Id.ToString(), new JsonWebToken(renewed.AccessToken).GetPayloadValue<string>("oid"));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guests_account_is_the_one_at_home(Store store)
    {
        var (foyer, contoso, app) = await Open(store);
        var fabrikam = await foyer.NewTenant("Fabrikam");
        var bob = await fabrikam.NewMember("Bob");
        var guest = await contoso.NewGuest(bob);
        await using var browser = new BrowserOf(foyer, bob);

        var result = await app.AcquireTokenInteractive(Scopes).WithCustomWebUi(browser).ExecuteAsync();
        var again = await app.AcquireTokenSilent(Scopes, Assert.Single(await app.GetAccountsAsync())).WithForceRefresh(true).ExecuteAsync();

        Assert.Equal((contoso.Id.ToString(), guest.Id.ToString()), (result.TenantId, result.UniqueId));
        Assert.Equal((bob.Id.ToString(), fabrikam.Id.ToString()), (result.Account.HomeAccountId.ObjectId, result.Account.HomeAccountId.TenantId));
        Assert.Equal(guest.Id.ToString(), again.UniqueId);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_program_without_a_browser_shows_a_code(Store store)
    {
        var (foyer, contoso, app) = await Open(store);
        await using var browser = new BrowserOf(foyer, await contoso.NewMember("Ann"));

        var result = await app.AcquireTokenWithDeviceCode(Scopes, async shown =>
        {
            Assert.Equal(foyer.Options.Url("/device"), shown.VerificationUrl);
            Assert.Contains(shown.UserCode, shown.Message, StringComparison.Ordinal);
            await browser.Enter(shown.UserCode);
        }).ExecuteAsync();
        var silent = await app.AcquireTokenSilent(Scopes, result.Account).WithForceRefresh(true).ExecuteAsync();

        Assert.Equal(contoso.Id.ToString(), result.TenantId);
        Assert.Equal(result.UniqueId, silent.UniqueId);
    }

    [Fact]
    public async Task A_person_who_says_no_ends_the_wait()
    {
        var (foyer, contoso, app) = await Open(Store.Sqlite);
        using var browser = await foyer.SignedIn(await contoso.NewMember("Ann"));

        var refused = await Assert.ThrowsAsync<MsalServiceException>(() => app.AcquireTokenWithDeviceCode(Scopes, async shown =>
        {
            using var typed = await browser.Send(await browser.GetStringAsync("/device"), ("code", shown.UserCode));
            using var no = await browser.Send(await browser.GetStringAsync(typed.Headers.Location), ("answer", "no"));
        }).ExecuteAsync());

        Assert.Equal("authorization_declined", refused.ErrorCode);
    }

    [Theory, InlineData("organizations"), InlineData("common")]
    public async Task An_app_of_several_organisations_gets_the_home_of_its_person(string authority)
    {
        var (foyer, _, app) = await Open(Store.Sqlite, authority, r => r with { SignInAudience = Audiences.Organisations });
        var customer = await foyer.NewTenant("Customer");
        var carl = await customer.NewMember("Carl");
        await using var browser = new BrowserOf(foyer, carl);

        var result = await app.AcquireTokenInteractive(Scopes).WithCustomWebUi(browser).ExecuteAsync();
        var silent = await app.AcquireTokenSilent(Scopes, result.Account).WithForceRefresh(true).ExecuteAsync();
        var device = await app.AcquireTokenWithDeviceCode(Scopes, shown => browser.Enter(shown.UserCode)).ExecuteAsync();

        Assert.Equal((customer.Id.ToString(), carl.Id.ToString()), (result.TenantId, result.UniqueId));
        Assert.Equal((result.UniqueId, result.UniqueId), (silent.UniqueId, device.UniqueId));
        Assert.Equal($"{carl.Id}.{customer.Id}", result.Account.HomeAccountId.Identifier);
    }

    [Fact]
    public async Task A_permission_that_nobody_gave_asks_for_the_person()
    {
        var (foyer, contoso, app) = await Open(Store.Sqlite);
        await using var browser = new BrowserOf(foyer, await contoso.NewMember("Ann"));
        var result = await app.AcquireTokenInteractive(Scopes).WithCustomWebUi(browser).ExecuteAsync();

        var asks = await Assert.ThrowsAsync<MsalUiRequiredException>(() => app.AcquireTokenSilent(["User.ReadBasic.All"], result.Account).ExecuteAsync());
        var more = await app.AcquireTokenInteractive(["User.ReadBasic.All"]).WithAccount(result.Account).WithCustomWebUi(browser).ExecuteAsync();

        Assert.Equal((UiRequiredExceptionClassification.ConsentRequired, "invalid_grant"), (asks.Classification, asks.ErrorCode));
        Assert.Contains("User.ReadBasic.All", more.Scopes);
    }
}
