using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>
/// Takes a consent back. Foyer's own API refuses the app's tokens at once; other resources at the next token, within the hour: a
/// refresh reads consents anew.
/// </summary>
public sealed class RevokeConsent(FoyerDb db, TimeProvider clock)
{
    /// <summary>Any consent of the organisation.</summary>
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid grantId, CancellationToken ct) =>
        await db.MayManageApps(admin, ct) ? await Delete(admin, db.PermissionGrants.Where(g => g.Id == grantId), ct) : ConsentProblems.NotAllowed;

    /// <summary>A consent that the person gave in their own name; anybody else's is not there for them.</summary>
    public Task<Result<Done>> Own(SignedIn person, Guid grantId, CancellationToken ct) =>
        Delete(person, db.PermissionGrants.Where(g => g.Id == grantId && g.PrincipalId == person.Id && g.PrincipalId != PermissionGrant.Everybody), ct);

    private async Task<Result<Done>> Delete(Actor actor, IQueryable<PermissionGrant> wanted, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await (from grant in wanted
                           join client in db.ServicePrincipals on grant.ClientId equals client.Id
                           join resource in db.ServicePrincipals on grant.ResourceId equals resource.Id
                           select new { grant.ClientId, Client = client.DisplayName, Resource = resource.DisplayName, grant.Scope, grant.PrincipalId }).SingleOrDefaultAsync(ct);
        if (found is null || await wanted.ExecuteDeleteAsync(ct) == 0) return ConsentProblems.NotFound;
        db.AuditEntries.Add(actor.Did(clock, Activities.ConsentRevoked, "ApplicationManagement", "ServicePrincipal", found.ClientId, found.Client,
            AuditDetails.Of(("resource", found.Resource), ("scope", found.Scope), ("forEverybody", found.PrincipalId == PermissionGrant.Everybody))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
