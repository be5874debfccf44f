using System.Net;
using System.Text.RegularExpressions;
using Foyer.Audit;
using Foyer.Branding;
using Foyer.Tenants;
using Foyer.Tests.Guests;
using Foyer.Tests.Redeem;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Branding;

public partial class BrandedPageTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Pages_show_the_pictures_and_words_of_their_organisation(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.Brand(PictureKind.BannerLogo, TestPictures.Png(200, 30));
        await tenant.Brand(PictureKind.Favicon, TestPictures.Png(32, 32));
        await tenant.Brand(PictureKind.BackgroundImage, TestPictures.Jpeg(400, 300));
        await tenant.Brand(new()
        {
            BackgroundColor = "#123456", UsernameHintText = "name@contoso", SignInPageText = "Ask **Anna** or [write](https://help.contoso.example/) <b>now</b>",
            CustomPrivacyAndCookiesUrl = "https://contoso.example/privacy", CustomTermsOfUseUrl = "https://contoso.example/terms", CustomTermsOfUseText = "House rules",
            CustomAccountResetCredentialsUrl = "https://contoso.example/reset", CustomCss = ".ext-title { color: #112233 }",
        });
        using var browser = tenant.App.Browser();

        var page = await tenant.SignInPage(browser);
        Assert.Matches("""<img class="banner" src="/brand/[^"]+\.png" width="200" height="30" """, page);
        Assert.Contains("placeholder=\"name@contoso\"", page, StringComparison.Ordinal);
        Assert.Contains("Ask <strong>Anna</strong> or <a href=\"https://help.contoso.example/\" rel=\"noopener noreferrer\">write</a> &lt;b&gt;now&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains(">Privacy and cookies</a>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://contoso.example/terms\" rel=\"noopener noreferrer\">House rules</a>", page, StringComparison.Ordinal);
        Assert.Matches("""<link rel="icon" href="/brand/[^"]+\.png"\s*/?>""", page);
        Assert.Contains("href=\"https://contoso.example/reset\"", await browser.GetStringAsync($"/signin?login_hint={tenant.Admin.UserPrincipalName}", Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("monogram", page, StringComparison.Ordinal);
        // Somebody of another home has a password that is forgotten elsewhere.
        Assert.DoesNotContain("contoso.example/reset", await browser.GetStringAsync($"/signin?tenant={tenant.Id}&login_hint=somebody@{Redeeming.Unique()}.example", Ct), StringComparison.Ordinal);

        var files = Files().Matches(page).Select(m => m.Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count);
        foreach (var file in files)
        {
            using var answer = await browser.GetAsync(file, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal(file.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "image/png", answer.Content.Headers.ContentType!.MediaType);
        }
        var sheet = await browser.GetStringAsync(files.Single(f => f.EndsWith(".css", StringComparison.Ordinal)), Ct);
        Assert.Contains("background-color: #123456", sheet, StringComparison.Ordinal);
        Assert.Contains(":is(h1) {\n  color: #112233;", sheet, StringComparison.Ordinal);
        using var background = await browser.GetAsync(Files().Match(sheet).Value, Ct);
        Assert.Equal("image/jpeg", background.Content.Headers.ContentType!.MediaType);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_invitation_and_My_Apps_are_branded_too(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.Brand(PictureKind.SquareLogo, TestPictures.Png(240, 240));
        await tenant.Brand(new() { SignInPageText = "Welcome, partner" });
        var made = await tenant.NewInvitation();
        using var browser = tenant.App.Browser();
        var invitation = await browser.GetStringAsync(made.Link, Ct);
        Assert.Contains("<img class=\"square\"", invitation, StringComparison.Ordinal);
        Assert.Contains("Welcome, partner", invitation, StringComparison.Ordinal);
        await browser.SignIn(tenant.Admin.UserPrincipalName);
        Assert.Contains("<img class=\"square\"", await browser.GetStringAsync("/myapps", Ct), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_language_has_what_it_has_and_the_default_for_the_rest(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.Brand(new() { SignInPageText = "Welcome", UsernameHintText = "you@contoso", BackgroundColor = "#ffffff" });
        await tenant.Brand(new() { SignInPageText = "Willkommen", BackgroundColor = "#000000" }, "de-AT");
        using var browser = tenant.App.Browser();
        var (german, french) = (await tenant.SignInPage(browser, "de"), await tenant.SignInPage(browser, "fr"));
        Assert.Contains("Willkommen", german, StringComparison.Ordinal);
        Assert.Contains("you@contoso", german, StringComparison.Ordinal);
        Assert.Contains("<p>Welcome</p>", french, StringComparison.Ordinal);
        Assert.Contains("#000000", await browser.GetStringAsync(Files().Match(german).Value, Ct), StringComparison.Ordinal);
        Assert.Contains("#ffffff", await browser.GetStringAsync(Files().Match(french).Value, Ct), StringComparison.Ordinal);

        Assert.Equal("branding.has_languages", (await Remove(tenant, "0")).Code());
        Assert.Null((await Remove(tenant, "de")).Code());
        Assert.Contains("<p>Welcome</p>", await tenant.SignInPage(browser, "de"), StringComparison.Ordinal);
        Assert.Null((await Remove(tenant, "0")).Code());
        Assert.DoesNotContain("Welcome", await tenant.SignInPage(browser, "de"), StringComparison.Ordinal);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Without_a_subscription_the_branding_is_kept_and_does_not_show(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.Brand(PictureKind.BannerLogo, TestPictures.Png(200, 30));
        await tenant.Brand(new() { SignInPageText = "Welcome", BackgroundColor = "#123456" });
        using var browser = tenant.App.Browser();
        var files = Files().Matches(await tenant.SignInPage(browser)).Select(m => m.Value).ToList();
        Assert.Equal(2, files.Count);

        await tenant.Pay(Subscription.Free);
        var plain = await tenant.SignInPage(browser);
        Assert.DoesNotContain("Welcome", plain, StringComparison.Ordinal);
        Assert.Contains("monogram", plain, StringComparison.Ordinal);
        foreach (var file in files) Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(file, Ct)).StatusCode);
        Assert.True((await tenant.Brand(new() { SignInPageText = "Other" })).Failed(out var why, out _));
        Assert.Equal("tenants.branding_needs_paid", why!.Code);
        Assert.Contains("needs Basic or Premium", why.Sentence, StringComparison.Ordinal);
        Assert.Equal("tenants.branding_needs_paid", (await tenant.Brand(PictureKind.Favicon, TestPictures.Png(16, 16))).Code());

        await tenant.Pay(Subscription.Basic);
        Assert.Contains("Welcome", await tenant.SignInPage(browser), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(files[0], Ct)).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_A_branding_shows_on_its_own_organisations_pages_and_its_files_under_its_own_address(Store store)
    {
        var app = await TestApp.Shared(store);
        var (contoso, fabrikam) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        await contoso.Brand(PictureKind.BannerLogo, TestPictures.Png(200, 30));
        await contoso.Brand(new() { SignInPageText = "Welcome to Contoso" });
        using var browser = app.Browser();
        Assert.DoesNotContain("Welcome to Contoso", await fabrikam.SignInPage(browser), StringComparison.Ordinal);
        var file = Files().Match(await contoso.SignInPage(browser)).Value;
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(file.Replace(contoso.Id.ToString(), fabrikam.Id.ToString(), StringComparison.Ordinal), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(file.Replace(contoso.Id.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(file.Replace(".png", ".jpg", StringComparison.Ordinal), Ct)).StatusCode);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Only_a_Global_Administrator_changes_it_and_each_change_is_recorded_once(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var helper = await tenant.NewMember("Helper", DirectoryRoles.UserAdministrator);
        var change = new BrandingChange { SignInPageText = "Welcome", BackgroundColor = "#ABCDEF" };
        Assert.Equal("branding.not_allowed", (await tenant.As((SetBranding set, TenantAdmin admin) => set.Run(admin, BrandingLocale.Default, change, Ct), helper)).Code());
        for (var i = 0; i < 2; i++) Assert.Null((await tenant.Brand(change)).Code());
        for (var i = 0; i < 2; i++) Assert.Null((await tenant.Brand(PictureKind.Favicon, TestPictures.Png(16, 16))).Code());
        var rows = (await tenant.AuditOf(tenant.Id)).Where(a => a.Activity == Activities.BrandingChanged).Select(a => a.Details).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["""{"locale":"0","changed":"BackgroundColor, SignInPageText"}""", """{"locale":"0","changed":"favicon"}"""], rows);
    }

    [Fact]
    public async Task Four_who_begin_at_once_make_one_branding()
    {
        var tenant = await (await TestApp.Shared(Store.Postgres)).NewTenant();
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => tenant.Brand(new() { SignInPageText = $"Text {i}" }, i % 2 == 0 ? "0" : "fr")));
        Assert.All(results, r => Assert.Null(r.Code()));
        Assert.Equal(["0", "fr"], await tenant.App.In(tenant.Id, (_, db) => db.BrandingSets.Select(s => s.Locale).Order().ToListAsync(Ct)));
    }

    [Theory]
    [InlineData("#12345", null, null, "branding.background"), InlineData("red", null, null, "branding.background"), InlineData(null, "javascript:alert(1)", null, "branding.link"), InlineData(null, "contoso.example", null, "branding.link")]
    [InlineData(null, null, "hidden \u202e words", "branding.text"), InlineData(null, null, "two\nlines", null)]
    public async Task What_is_no_colour_address_or_text_is_refused(string? colour, string? url, string? text, string? code)
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        Assert.Equal(code, (await tenant.Brand(new() { BackgroundColor = colour, CustomTermsOfUseUrl = url, SignInPageText = text })).Code());
        if (code is not null) Assert.Equal(0, await tenant.App.In(tenant.Id, (_, db) => db.BrandingSets.CountAsync(Ct)));
    }

    private static Task<Foyer.Web.Result<Foyer.Web.Done>> Remove(TestTenant tenant, string locale) =>
        tenant.As((RemoveBranding remove, TenantAdmin admin) => remove.Run(admin, BrandingLocale.Of(locale)!, withPictures: true, Ct));

    [GeneratedRegex("/brand/[0-9a-f-]{36}/[0-9a-f]{32}\\.(css|png|jpg)")]
    private static partial Regex Files();
}
