using System.Globalization;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Notes the country in which somebody uses what they are licensed for (digest 5.6): without one no licence can be given directly.</summary>
public sealed class SetUsageLocation(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    /// <summary>Empty takes it away. Safe to repeat.</summary>
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid userId, string? country, CancellationToken ct)
    {
        if (!Countries.TryRead(country, out country)) return UserProblems.NoSuchCountry;
        if (await db.Users.Live.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return UserProblems.NotFound;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Users.Live.Where(u => u.Id == userId && u.UsageLocation != country).ExecuteUpdateAsync(set => set.SetProperty(u => u.UsageLocation, country), ct) == 0) return Done.It;
        db.AuditEntries.Add(admin.Did(clock, Activities.UserUpdated, "UserManagement", "User", userId, name, AuditDetails.Of(("usageLocation", country))));
        errands.Add(ErrandKind.UserChanged, userId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}

internal static class Countries
{
    private static readonly HashSet<string> Codes = [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name).TwoLetterISORegionName).Where(c => c.Length == 2 && c.All(char.IsAsciiLetterUpper))];

    /// <summary>The two letters of a country, in capitals; null for an empty text. False when there is no such country.</summary>
    public static bool TryRead(string? text, out string? code)
    {
        code = string.IsNullOrWhiteSpace(text) ? null : text.Trim().ToUpperInvariant();
        return code is null || Codes.Contains(code);
    }
}
