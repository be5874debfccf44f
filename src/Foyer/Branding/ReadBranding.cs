using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>What the current organisation has stored, whether or not its subscription lets anybody see it.</summary>
public sealed class ReadBranding(FoyerDb db)
{
    public Task<List<BrandingSet>> Sets(CancellationToken ct) => db.BrandingSets.AsNoTracking().OrderBy(s => s.Locale).ToListAsync(ct);

    public Task<BrandingSet?> Set(BrandingLocale locale, CancellationToken ct) => db.BrandingSets.AsNoTracking().SingleOrDefaultAsync(s => s.Locale == locale.Code, ct);

    public Task<BrandingPicture?> Picture(BrandingLocale locale, PictureKind kind, CancellationToken ct) =>
        db.BrandingPictures.AsNoTracking().SingleOrDefaultAsync(p => p.Locale == locale.Code && p.Kind == kind, ct);
}
