using Foyer.Audit;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Tests.Guests;
using Foyer.Tests.Redeem;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Portal;

public class SettingsTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule12_An_administrator_allows_where_partners_land_and_takes_it_back(Store store)
    {
        var host = await (await TestApp.Shared(store)).NewTenant();
        var made = await host.NewInvitation(replyUrl: "https://www.contoso.example/partners/welcome?x=1");
        using var browser = host.App.Browser();
        Assert.Contains("url=/myapps", await browser.SignUpAndAccept(made.Link), StringComparison.Ordinal);

        Assert.Null((await host.As((AllowReplyUrl allow, TenantAdmin admin) => allow.Run(admin, " https://www.contoso.example/partners ", default))).Code());
        Assert.Contains("url=https://www.contoso.example/partners/welcome?x=1", await browser.Next(), StringComparison.Ordinal);
        Assert.Equal("reply_urls.already", (await host.As((AllowReplyUrl allow, TenantAdmin admin) => allow.Run(admin, "https://www.contoso.example/partners", default))).Code());

        var id = await host.App.In(host.Id, (_, db) => db.AllowedReplyUrls.Select(u => u.Id).SingleAsync());
        Assert.Null((await host.As((AllowReplyUrl allow, TenantAdmin admin) => allow.Withdraw(admin, id, default))).Code());
        Assert.Contains("url=/myapps", await browser.Next(), StringComparison.Ordinal);
        Assert.Equal("reply_urls.not_found", (await host.As((AllowReplyUrl allow, TenantAdmin admin) => allow.Withdraw(admin, id, default))).Code());
        Assert.Equal(2, await host.App.In(host.Id, (_, db) => db.AuditEntries.CountAsync(a => a.Activity == Activities.PolicyUpdated && a.ActorId == host.Admin.Id)));
    }

    [Theory]
    [InlineData("http://www.contoso.example/"), InlineData("javascript:alert(1)"), InlineData("https://a@evil.example/"), InlineData("https://contoso.example/?next="), InlineData("contoso.example"), InlineData("")]
    public async Task Rule12_Only_a_plain_address_on_https_is_allowed(string address)
    {
        var host = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        Assert.Equal("reply_urls.malformed", (await host.As((AllowReplyUrl allow, TenantAdmin admin) => allow.Run(admin, address, default))).Code());
    }

    [Fact]
    public async Task Rule16_An_address_of_another_organisation_is_not_found()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var (host, other) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        Assert.Null((await host.As((AllowReplyUrl allow, TenantAdmin admin) => allow.Run(admin, "https://www.contoso.example/", default))).Code());
        var id = await app.In(host.Id, (_, db) => db.AllowedReplyUrls.Select(u => u.Id).SingleAsync());
        Assert.Equal("reply_urls.not_found", (await other.As((AllowReplyUrl allow, TenantAdmin admin) => allow.Withdraw(admin, id, default))).Code());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task The_privacy_statement_is_linked_before_a_partner_accepts(Store store)
    {
        var host = await (await TestApp.Shared(store)).NewTenant();
        Assert.Equal("organisation.malformed", (await host.As((DescribeOrganisation describe, TenantAdmin admin) => describe.Run(admin, "javascript:alert(1)", null, default))).Code());
        for (var i = 0; i < 2; i++) Assert.Null((await host.As((DescribeOrganisation describe, TenantAdmin admin) => describe.Run(admin, "https://www.contoso.example/privacy", "", default))).Code());
        Assert.Single(await host.App.In(host.Id, (_, db) => db.AuditEntries.Where(a => a.Activity == Activities.OrganisationUpdated).ToListAsync()));

        var made = await host.NewInvitation();
        using var browser = host.App.Browser();
        var consent = await browser.Step(await browser.Continue(made.Link), ("name", "Alice"), ("password", Redeeming.Password), ("act", "create"));
        Assert.Contains("href=\"https://www.contoso.example/privacy\"", consent, StringComparison.Ordinal);
    }
}
