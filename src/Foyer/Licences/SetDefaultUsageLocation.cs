using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>Says in which country people use what groups give them, unless their own usage location says otherwise.</summary>
public sealed class SetDefaultUsageLocation(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    /// <summary>Empty takes it away. Safe to repeat.</summary>
    public async Task<Result<Done>> Run(LicenceManager manager, string? country, CancellationToken ct)
    {
        if (!Countries.TryRead(country, out country)) return UserProblems.NoSuchCountry;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Tenants.Where(t => t.Id == manager.TenantId && t.DefaultUsageLocation != country).ExecuteUpdateAsync(set => set.SetProperty(t => t.DefaultUsageLocation, country), ct) == 0) return Done.It;

        // What members have of an older version is judged again, so this makes all of them look at the new country.
        await db.HoldLicences(ct);
        await db.GroupLicences.ExecuteUpdateAsync(set => set.SetProperty(l => l.Version, l => l.Version + 1), ct);
        errands.Add(ErrandKind.GroupChanged, await db.GroupLicences.Select(l => l.GroupId).Distinct().ToListAsync(ct));
        var name = await db.Tenants.Where(t => t.Id == manager.TenantId).Select(t => t.DisplayName).SingleAsync(ct);
        db.AuditEntries.Add(manager.Did(clock, Activities.OrganisationUpdated, "DirectoryManagement", "Tenant", manager.TenantId, name, AuditDetails.Of(("defaultUsageLocation", country))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}
