using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>Sets the permissions of a consent anew, more or fewer: what stands there afterwards is all there is.</summary>
public sealed class ChangeConsent(FoyerDb db, FindApp find, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid grantId, string wanted, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return ConsentProblems.NotAllowed;
        if (await db.PermissionGrants.SingleOrDefaultAsync(g => g.Id == grantId, ct) is not { } grant) return ConsentProblems.NotFound;
        var client = await db.ServicePrincipals.AsNoTracking().SingleAsync(s => s.Id == grant.ClientId, ct);
        var resource = await db.ServicePrincipals.AsNoTracking().SingleAsync(s => s.Id == grant.ResourceId, ct);
        if ((await Check(find, resource, wanted, ct)).Failed(out var problem, out var scope)) return problem;
        if (scope == grant.Scope) return Done.It;

        grant.Scope = scope;
        db.AuditEntries.Add(admin.Did(clock, Activities.ConsentChanged, "ApplicationManagement", "ServicePrincipal", client.Id, client.DisplayName,
            AuditDetails.Of(("resource", resource.DisplayName), ("scope", scope), ("forEverybody", grant.IsForEverybody))));
        await db.SaveChangesAsync(ct);
        return Done.It;
    }

    /// <summary>The names in the order they are kept in; those that the resource does not offer are refused.</summary>
    internal static async Task<Result<string>> Check(FindApp find, ServicePrincipal resource, string wanted, CancellationToken ct)
    {
        if (await find.Run(resource.AppId, ct) is not { } known) return ConsentProblems.NoSuchApp;
        var offered = (await find.ScopesOf(known.App, ct)).Select(s => s.Value).ToHashSet(StringComparer.Ordinal);
        var names = wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(names, n => !offered.Contains(n)) is { } unknown) return ConsentProblems.NotOffered(unknown);
        var text = PermissionGrant.TextOf(names);
        return text.Length > PermissionGrant.LongestScope ? ConsentProblems.TooMany : text;
    }
}
