using System.Text;
using Foyer.Policies;
using Foyer.Tests;
using Foyer.Tests.Branding;
using Microsoft.Graph;
using Microsoft.Graph.Models;

namespace Foyer.Compatibility.Tests;

/// <summary>Company branding as scripts set it with the official SDK (digest 5.7 and 8.3).</summary>
public class BrandingTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_default_branding_is_set_read_and_removed(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var branding = graph.Organization[tenant.Id.ToString()].Branding;
        Assert.Equal(404, (await Sdk.Refused(() => branding.GetAsync())).Status);

        await branding.PatchAsync(new OrganizationalBranding { SignInPageText = "Welcome", UsernameHintText = "you@contoso", BackgroundColor = "#FFFF33", CustomTermsOfUseUrl = "https://contoso.example/terms" }, c => c.Headers.Add("Accept-Language", "0"));
        var read = (await branding.GetAsync())!;
        Assert.Equal(("0", "Welcome", "you@contoso", "#FFFF33", "https://contoso.example/terms"), (read.Id, read.SignInPageText, read.UsernameHintText, read.BackgroundColor, read.CustomTermsOfUseUrl));
        Assert.Null(read.BannerLogoRelativeUrl);
        Assert.Empty(read.CdnList!);

        Assert.Equal((400, "Request_BadRequest"), Short(await Sdk.Refused(() => branding.PatchAsync(new OrganizationalBranding { BackgroundColor = "red" }))));
        Assert.Equal((400, "Request_BadRequest"), Short(await Sdk.Refused(() => branding.PatchAsync(new OrganizationalBranding { HeaderBackgroundColor = "#ffffff" }))));
        Assert.Equal(["0"], (await branding.Localizations.GetAsync())!.Value!.Select(l => l.Id));
        await branding.DeleteAsync();
        Assert.Equal(404, (await Sdk.Refused(() => branding.GetAsync())).Status);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Languages_have_sets_of_their_own(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var branding = graph.Organization[tenant.Id.ToString()].Branding;
        var made = (await branding.Localizations.PostAsync(new OrganizationalBrandingLocalization { Id = "fr-FR", SignInPageText = "Bienvenue", BackgroundColor = "#00000F" }))!;
        Assert.Equal(("fr-FR", "Bienvenue", "#00000F"), (made.Id, made.SignInPageText, made.BackgroundColor));
        Assert.Equal("0", (await branding.GetAsync())!.Id);
        Assert.Equal("fr-FR", (await branding.GetAsync(c => c.Headers.Add("Accept-Language", "fr-FR")))!.Id);
        Assert.Equal((400, "Request_BadRequest"), Short(await Sdk.Refused(() => branding.Localizations.PostAsync(new OrganizationalBrandingLocalization { Id = "fr-FR" }))));
        Assert.Equal((400, "Request_BadRequest"), Short(await Sdk.Refused(() => branding.Localizations.PostAsync(new OrganizationalBrandingLocalization { Id = "xx-XX" }))));

        var french = branding.Localizations["fr-FR"];
        await french.PatchAsync(new OrganizationalBrandingLocalization { UsernameHintText = "vous@contoso" });
        var read = (await french.GetAsync(c => c.QueryParameters.Select = ["id", "usernameHintText"]))!;
        Assert.Equal(("fr-FR", "vous@contoso", null), (read.Id, read.UsernameHintText, read.SignInPageText));
        Assert.Equal(["0", "fr-FR"], (await branding.Localizations.GetAsync())!.Value!.Select(l => l.Id));
        Assert.Equal(2, await branding.Localizations.Count.GetAsync(c => c.Headers.Add("ConsistencyLevel", "eventual")));
        Assert.Equal(404, (await Sdk.Refused(() => branding.Localizations["de-DE"].GetAsync())).Status);
        Assert.Equal(404, (await Sdk.Refused(() => branding.Localizations["de-DE"].PatchAsync(new OrganizationalBrandingLocalization { UsernameHintText = "x" }))).Status);
        Assert.Equal((400, "Remove the branding of each language first; they build on this one."), Words(await Sdk.Refused(() => branding.DeleteAsync())));
        await french.DeleteAsync();
        await branding.DeleteAsync();
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Pictures_and_styles_are_streams(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var branding = graph.Organization[tenant.Id.ToString()].Branding;
        await branding.PatchAsync(new OrganizationalBranding { SignInPageText = "Welcome" });
        Assert.Equal("{}", await Read(branding.BannerLogo.GetAsync()));

        await branding.BannerLogo.PutAsync(new MemoryStream(TestPictures.Png(245, 36)), "image/png");
        await branding.SquareLogo.PutAsync(new MemoryStream(TestPictures.Png(240, 240)), "image/png");
        await branding.SquareLogoDark.PutAsync(new MemoryStream(TestPictures.Png(240, 240)), "image/png");
        await branding.HeaderLogo.PutAsync(new MemoryStream(TestPictures.Png(245, 36)), "image/png");
        await branding.BackgroundImage.PutAsync(new MemoryStream(TestPictures.Jpeg(1920, 1080)), "image/jpeg");
        await branding.Favicon.PutAsync(new MemoryStream(TestPictures.Png(32, 32)), "image/png");
        await branding.CustomCSS.PutAsync(new MemoryStream(Encoding.UTF8.GetBytes(".ext-title { color: #112233 }")), "text/css");
        await branding.Localizations["fr-FR"].BannerLogo.PutAsync(new MemoryStream(TestPictures.Png(100, 36)), "image/png");

        Assert.StartsWith("\u0089PNG", await Read(branding.BannerLogo.GetAsync()), StringComparison.Ordinal);
        Assert.StartsWith("\u00ff\u00d8\u00ff", await Read(branding.Localizations["default"].BackgroundImage.GetAsync()), StringComparison.Ordinal);
        Assert.Equal(".ext-title { color: #112233 }", await Read(branding.CustomCSS.GetAsync()));
        var read = (await branding.GetAsync())!;
        using var browser = tenant.App.Browser();
        foreach (var file in new[] { read.BannerLogoRelativeUrl, read.SquareLogoRelativeUrl, read.SquareLogoDarkRelativeUrl, read.HeaderLogoRelativeUrl, read.BackgroundImageRelativeUrl, read.FaviconRelativeUrl, read.CustomCSSRelativeUrl })
        {
            using var served = await browser.GetAsync($"http://{read.CdnList!.Single()}/{file}");
            Assert.True(served.IsSuccessStatusCode, file);
        }

        Assert.Equal((400, "The banner logo may be at most 245 × 36 pixels; this one is 245 × 37. Save it smaller."), Words(await Sdk.Refused(() => branding.BannerLogo.PutAsync(new MemoryStream(TestPictures.Png(245, 37)), "image/png"))));
        Assert.Equal(413, (await Sdk.Refused(() => branding.SquareLogo.PutAsync(new MemoryStream(TestPictures.Noise(240, 240)), "image/png"))).Status);
        Assert.Equal(400, (await Sdk.Refused(() => branding.Favicon.PutAsync(new MemoryStream("<svg/>"u8.ToArray()), "image/png"))).Status);
        Assert.Equal((400, "Line 1 of the custom CSS: url() is not allowed: a page loads nothing but what was uploaded here."), Words(await Sdk.Refused(() => branding.CustomCSS.PutAsync(new MemoryStream(".ext-title { background: url(x) }"u8.ToArray()), "text/css"))));
        Assert.Equal((400, "Remove its pictures first."), Words(await Sdk.Refused(() => branding.Localizations["fr-FR"].DeleteAsync())));
        await branding.Localizations["fr-FR"].BannerLogo.DeleteAsync();
        await branding.Localizations["fr-FR"].DeleteAsync();
        await branding.CustomCSS.DeleteAsync();
        Assert.Equal("{}", await Read(branding.CustomCSS.GetAsync()));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_Free_organisation_is_told_what_it_needs_and_keeps_what_it_has(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        var branding = graph.Organization[tenant.Id.ToString()].Branding;
        await branding.PatchAsync(new OrganizationalBranding { SignInPageText = "Welcome" });
        await branding.Favicon.PutAsync(new MemoryStream(TestPictures.Png(32, 32)), "image/png");
        await tenant.Pay(Foyer.Tenants.Subscription.Free);

        foreach (var call in new Func<Task>[] { () => branding.PatchAsync(new OrganizationalBranding { SignInPageText = "Hello" }), () => branding.Favicon.PutAsync(new MemoryStream(TestPictures.Png(16, 16)), "image/png"), () => branding.Localizations.PostAsync(new OrganizationalBrandingLocalization { Id = "fr-FR" }) })
        {
            var refused = await Sdk.Refused(call);
            Assert.Equal((403, "Authorization_RequestDenied"), Short(refused));
            Assert.Contains("needs Basic or Premium", refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal("Welcome", (await branding.GetAsync())!.SignInPageText);
        Assert.StartsWith("\u0089PNG", await Read(branding.Favicon.GetAsync()), StringComparison.Ordinal);
        await branding.Favicon.DeleteAsync();
        await branding.DeleteAsync();
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_may_read_it_may_not_change_it_and_strangers_do_neither(Store store)
    {
        var (tenant, graph) = await Contoso(store);
        await graph.Organization[tenant.Id.ToString()].Branding.PatchAsync(new OrganizationalBranding { SignInPageText = "Welcome" });
        var reader = (await tenant.SdkApp(Permissions.ReadBranding)).Organization[tenant.Id.ToString()].Branding;
        Assert.Equal("Welcome", (await reader.GetAsync())!.SignInPageText);
        Assert.Equal((403, "Authorization_RequestDenied"), Short(await Sdk.Refused(() => reader.PatchAsync(new OrganizationalBranding { SignInPageText = "Hello" }))));
        var member = (await tenant.SdkAs(await tenant.NewMember("Ann"), Permissions.WriteBranding)).Organization[tenant.Id.ToString()].Branding;
        Assert.Equal((403, "Authorization_RequestDenied"), Short(await Sdk.Refused(() => member.PatchAsync(new OrganizationalBranding { SignInPageText = "Hello" }))));
        var (_, stranger) = await Contoso(store);
        Assert.Equal(404, (await Sdk.Refused(() => stranger.Organization[tenant.Id.ToString()].Branding.GetAsync())).Status);
        Assert.Equal(404, (await Sdk.Refused(() => stranger.Organization[tenant.Id.ToString()].Branding.PatchAsync(new OrganizationalBranding { SignInPageText = "Hello" }))).Status);
    }

    private static (int, string?) Short((int Status, string? Code, string? Message) refused) => (refused.Status, refused.Code);

    private static (int, string?) Words((int Status, string? Code, string? Message) refused) => (refused.Status, refused.Message);

    private static async Task<string> Read(Task<Stream?> stream)
    {
        using var reader = new StreamReader((await stream)!, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static async Task<(TestTenant Tenant, GraphServiceClient Graph)> Contoso(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        return (tenant, await tenant.SdkApp(Permissions.WriteBranding));
    }
}
