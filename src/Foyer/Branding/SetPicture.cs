using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>Puts a picture into a set, or takes it out.</summary>
public sealed class SetPicture(FoyerDb db, EditBranding edit, TimeProvider clock)
{
    public Task<Result<BrandingSet>> Run(TenantAdmin admin, BrandingLocale locale, PictureKind kind, ReadOnlyMemory<byte> sent, CancellationToken ct) =>
        edit.Run(admin, locale, async (set, _) =>
        {
            if (CheckPicture.Run(kind, sent.Span).Failed(out var why, out var made)) return why;
            var there = await db.BrandingPictures.SingleOrDefaultAsync(p => p.Locale == set.Locale && p.Kind == kind, ct);
            if (there?.Hash == made.Hash) return null;
            if (there is null)
            {
                db.BrandingPictures.Add(new()
                {
                    TenantId = admin.TenantId, Locale = set.Locale, Kind = kind, Bytes = made.Bytes, ContentType = made.ContentType, Hash = made.Hash,
                    Width = made.Width, Height = made.Height, ShowsByDay = made.ShowsByDay, ShowsByNight = made.ShowsByNight, ChangedAt = clock.UtcNow,
                });
                return null;
            }
            (there.Bytes, there.ContentType, there.Hash, there.Width, there.Height) = (made.Bytes, made.ContentType, made.Hash, made.Width, made.Height);
            (there.ShowsByDay, there.ShowsByNight, there.ChangedAt) = (made.ShowsByDay, made.ShowsByNight, clock.UtcNow);
            return null;
        }, ct);

    /// <summary>Safe to repeat.</summary>
    public async Task<Result<Done>> Remove(TenantAdmin admin, BrandingLocale locale, PictureKind kind, CancellationToken ct)
    {
        if (await edit.Refusal(admin, needsBenefit: false, ct) is { } refusal) return refusal;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.BrandingPictures.Where(p => p.Locale == locale.Code && p.Kind == kind).ExecuteDeleteAsync(ct) == 0) return Done.It;
        db.AuditEntries.Add(edit.Row(admin, locale, [PictureRule.Of(kind).GraphName]));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
