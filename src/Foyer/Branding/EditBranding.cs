using Foyer.Audit;
using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>What every change of a branding shares: who may, whether the subscription covers it, the sets it needs, one audit row.</summary>
public sealed class EditBranding(FoyerDb db, Benefits benefits, TimeProvider clock)
{
    private const int Attempts = 3;

    /// <summary>Taking something away needs no subscription: what was kept may be cleared out.</summary>
    internal async Task<Problem?> Refusal(TenantAdmin admin, bool needsBenefit, CancellationToken ct)
    {
        if (!admin.IsApp && !await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct)) return BrandingProblems.NotAllowed;
        return !needsBenefit || benefits.MayBrand(await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == admin.TenantId, ct)) ? null : TenantProblems.BrandingNeedsPaid;
    }

    /// <summary>
    /// Changes the set of a locale, made first where there is none; beside the first language a default set is made, as Graph does. Two who
    /// begin at once: the second finds what the first has made.
    /// </summary>
    internal async Task<Result<BrandingSet>> Run(TenantAdmin admin, BrandingLocale locale, Func<BrandingSet, bool, Task<Problem?>> change, CancellationToken ct)
    {
        if (await Refusal(admin, needsBenefit: true, ct) is { } refusal) return refusal;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (set, isNew) = await Set(admin, locale, ct);
                if (!locale.IsDefault) await Set(admin, BrandingLocale.Default, ct);
                if (await change(set, isNew) is { } problem) return problem;
                if (!db.ChangeTracker.HasChanges()) return set;
                if (!isNew) set.ChangedAt = clock.UtcNow;
                db.AuditEntries.Add(Row(admin, locale, Changed()));
                await db.SaveChangesAsync(ct);
                return set;
            }
            catch (DbUpdateException race) when (race.IsRace() && attempt < Attempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    internal AuditEntry Row(TenantAdmin admin, BrandingLocale locale, IEnumerable<string> changed) =>
        admin.Did(clock, Activities.BrandingChanged, "DirectoryManagement", "Tenant", admin.TenantId, null, AuditDetails.Of(("locale", locale.Tag), ("changed", string.Join(", ", changed.Order(StringComparer.Ordinal)))));

    private async Task<(BrandingSet Set, bool IsNew)> Set(TenantAdmin admin, BrandingLocale locale, CancellationToken ct)
    {
        if (await db.BrandingSets.SingleOrDefaultAsync(s => s.Locale == locale.Code, ct) is { } there) return (there, false);
        var set = new BrandingSet { TenantId = admin.TenantId, Locale = locale.Code, Tag = locale.Tag, ChangedAt = clock.UtcNow };
        db.BrandingSets.Add(set);
        return (set, true);
    }

    private HashSet<string> Changed()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            if (entry.Entity is BrandingPicture picture) names.Add(PictureRule.Of(picture.Kind).GraphName);
            else names.UnionWith(entry.Properties.Where(p => (entry.State == EntityState.Added ? p.CurrentValue is string : p.IsModified) && p.Metadata.Name is not (nameof(BrandingSet.ChangedAt) or nameof(BrandingSet.CustomCssHash) or nameof(BrandingSet.Locale) or nameof(BrandingSet.Tag))).Select(p => p.Metadata.Name));
        }
        return names;
    }
}
