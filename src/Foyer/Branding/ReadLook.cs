using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>Reads how an organisation looks. A page shows the branding of the organisation it belongs to, whoever reads it and wherever they are at home.</summary>
public sealed class ReadLook(FoyerDb db)
{
    /// <summary>As readers of a language see it, without the custom CSS itself.</summary>
    public async Task<Look> Of(Guid tenantId, string code, CancellationToken ct) => Look.Of(code, await Sets(tenantId, ct), await Pictures(tenantId, ct));

    /// <summary>Every look there is, custom CSS included: by the code of the language, the default one first.</summary>
    public async Task<List<Look>> All(Guid tenantId, CancellationToken ct)
    {
        var sets = await db.BrandingSets.AcrossTenants().AsNoTracking().Where(s => s.TenantId == tenantId).ToListAsync(ct);
        var pictures = await Pictures(tenantId, ct);
        return [.. sets.Select(s => s.Locale).Order(StringComparer.Ordinal).Select(code => Look.Of(code, sets, pictures))];
    }

    public Task<List<PictureHead>> Pictures(Guid tenantId, CancellationToken ct) =>
        db.BrandingPictures.AcrossTenants().Where(p => p.TenantId == tenantId)
            .Select(p => new PictureHead(p.Kind, p.Locale, p.Hash, p.ContentType, p.Width, p.Height, p.ShowsByDay, p.ShowsByNight)).ToListAsync(ct);

    public async Task<(byte[] Bytes, string ContentType)?> Bytes(Guid tenantId, string hash, CancellationToken ct) =>
        await db.BrandingPictures.AcrossTenants().AsNoTracking().Where(p => p.TenantId == tenantId && p.Hash == hash).FirstOrDefaultAsync(ct) is { } found ? (found.Bytes, found.ContentType) : null;

    private Task<List<BrandingSet>> Sets(Guid tenantId, CancellationToken ct) =>
        db.BrandingSets.AcrossTenants().Where(s => s.TenantId == tenantId).Select(s => new BrandingSet
        {
            TenantId = s.TenantId,
            Locale = s.Locale,
            Tag = s.Tag,
            BackgroundColor = s.BackgroundColor,
            SignInPageText = s.SignInPageText,
            UsernameHintText = s.UsernameHintText,
            CustomPrivacyAndCookiesText = s.CustomPrivacyAndCookiesText,
            CustomPrivacyAndCookiesUrl = s.CustomPrivacyAndCookiesUrl,
            CustomTermsOfUseText = s.CustomTermsOfUseText,
            CustomTermsOfUseUrl = s.CustomTermsOfUseUrl,
            CustomForgotMyPasswordText = s.CustomForgotMyPasswordText,
            CustomAccountResetCredentialsUrl = s.CustomAccountResetCredentialsUrl,
            CustomCssHash = s.CustomCssHash,
            ChangedAt = s.ChangedAt,
        }).ToListAsync(ct);
}
