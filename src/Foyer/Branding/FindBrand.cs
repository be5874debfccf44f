using Foyer.Data;
using Foyer.Tenants;
using Foyer.Web;
using Foyer.Web.Pages;
using Foyer.Web.Text;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>Whose name, colours and pictures a page shows.</summary>
public sealed class FindBrand(FoyerDb db, Benefits benefits, ReadLook read)
{
    /// <summary>Null for an organisation that is not there or has no administrators: such a home is nobody's house.</summary>
    public async Task<PageBrand?> Of(Guid? tenantId, Language language, CancellationToken ct)
    {
        var tenant = tenantId is { } id ? await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && t.Kind == TenantKind.Managed, ct) : null;
        if (tenant is null) return null;
        return Of(tenant, benefits.MayBrand(tenant) ? await read.Of(tenant.Id, language.Code, ct) : Look.None, picture => $"/brand/{tenant.Id:D}/{picture.FileName}");
    }

    /// <summary>The same of a look that may not be stored yet, with the pictures wherever they are.</summary>
    internal static PageBrand Of(Tenant tenant, Look look, Func<PictureHead, string> address) => new(
        tenant.DisplayName, Monogram.Of(tenant.DisplayName), tenant.Kind == TenantKind.Personal ? null : tenant.InitialDomain, $"/brand/{tenant.Id:D}.css", OutsideLink.Of(tenant.ContactUrl))
    {
        SheetHref = BrandSheet.HashOf(look) is { } hash ? $"/brand/{tenant.Id:D}/{hash}.css" : null,
        FaviconHref = look.Picture(PictureKind.Favicon) is { } favicon ? address(favicon) : null,
        Banner = Picture(look, PictureKind.BannerLogo, address),
        Square = Picture(look, PictureKind.SquareLogo, address) ?? Picture(look, PictureKind.SquareLogoDark, address),
        SquareByNight = Picture(look, PictureKind.SquareLogoDark, address),
        Header = Picture(look, PictureKind.HeaderLogo, address),
        SignInText = look.SignInPageText,
        NameHint = look.UsernameHintText,
        Privacy = Link(look.CustomPrivacyAndCookiesText, look.CustomPrivacyAndCookiesUrl),
        Terms = Link(look.CustomTermsOfUseText, look.CustomTermsOfUseUrl),
        ForgotPassword = OutsideLink.Of(look.CustomAccountResetCredentialsUrl) is { } reset ? new(look.CustomForgotMyPasswordText, reset) : null,
    };

    private static PagePicture? Picture(Look look, PictureKind kind, Func<PictureHead, string> address) =>
        look.Picture(kind) is { } p ? new(address(p), p.Width, p.Height, p.ShowsByDay, p.ShowsByNight) : null;

    /// <summary>Words without an address lead nowhere; an address without words is called what it is.</summary>
    private static PageLink? Link(string? text, string? url) => OutsideLink.Of(url) is { } address ? new(text, address) : null;
}
