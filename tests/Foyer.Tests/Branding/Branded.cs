using Foyer.Branding;
using Foyer.Tenants;
using Foyer.Tests.Guests;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Branding;

/// <summary>Organisations with a branding, for tests of where it shows.</summary>
internal static class Branded
{
    extension(TestTenant tenant)
    {
        public Task<Result<BrandingSet>> Brand(BrandingChange change, string locale = "0") =>
            tenant.As((SetBranding set, TenantAdmin admin) => set.Run(admin, BrandingLocale.Of(locale)!, change, CancellationToken.None));

        public Task<Result<BrandingSet>> Brand(PictureKind kind, byte[] picture, string locale = "0") =>
            tenant.As((SetPicture set, TenantAdmin admin) => set.Run(admin, BrandingLocale.Of(locale)!, kind, picture, CancellationToken.None));

        public Task Pay(Subscription tier) =>
            tenant.App.In(tenant.Id, (_, db) => db.Tenants.Where(t => t.Id == tenant.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Subscription, tier)));

        public Task<string> SignInPage(HttpClient browser, string language = "en") => browser.GetStringAsync($"/signin?tenant={tenant.Id:D}&lang={language}");
    }
}
