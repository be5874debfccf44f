using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>Takes away the branding of one language, or the default one when no language builds on it any more.</summary>
public sealed class RemoveBranding(FoyerDb db, EditBranding edit)
{
    /// <param name="withPictures">Whether its pictures go with it; at Graph they must be gone before.</param>
    public async Task<Result<Done>> Run(TenantAdmin admin, BrandingLocale locale, bool withPictures, CancellationToken ct)
    {
        if (await edit.Refusal(admin, needsBenefit: false, ct) is { } refusal) return refusal;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await db.BrandingSets.AnyAsync(s => s.Locale == locale.Code, ct)) return BrandingProblems.None;
        if (locale.IsDefault && await db.BrandingSets.AnyAsync(s => s.Locale != locale.Code, ct)) return BrandingProblems.HasLanguages;
        if (withPictures) await db.BrandingPictures.Where(p => p.Locale == locale.Code).ExecuteDeleteAsync(ct);
        else if (await db.BrandingPictures.AnyAsync(p => p.Locale == locale.Code, ct)) return BrandingProblems.HasPictures;
        await db.BrandingSets.Where(s => s.Locale == locale.Code).ExecuteDeleteAsync(ct);
        db.AuditEntries.Add(edit.Row(admin, locale, ["removed"]));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
