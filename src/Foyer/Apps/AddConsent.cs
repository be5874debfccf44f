using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>A consent as an administrator writes it, without anybody being asked.</summary>
public sealed record ConsentDraft(Guid ClientId, Guid ResourceId, Guid PrincipalId, string Scope);

/// <summary>Writes down what an app may do on another one in the name of everybody or of one person (Graph's <c>oauth2PermissionGrant</c>).</summary>
public sealed class AddConsent(FoyerDb db, FindApp find, TimeProvider clock)
{
    public async Task<Result<PermissionGrant>> Run(TenantAdmin admin, ConsentDraft draft, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return ConsentProblems.NotAllowed;
        var apps = await db.ServicePrincipals.AsNoTracking().Where(s => s.Id == draft.ClientId || s.Id == draft.ResourceId).ToListAsync(ct);
        if (apps.Find(s => s.Id == draft.ClientId) is not { } client || apps.Find(s => s.Id == draft.ResourceId) is not { } resource) return ConsentProblems.NoSuchApp;
        if (draft.PrincipalId != PermissionGrant.Everybody && !await db.Users.Live.AnyAsync(u => u.Id == draft.PrincipalId, ct)) return AssignmentProblems.NoSuchPrincipal;
        if ((await ChangeConsent.Check(find, resource, draft.Scope, ct)).Failed(out var problem, out var scope)) return problem;

        var grant = new PermissionGrant { TenantId = admin.TenantId, Id = Ids.New(clock), ClientId = client.Id, ResourceId = resource.Id, PrincipalId = draft.PrincipalId, Scope = scope, CreatedAt = clock.UtcNow };
        db.PermissionGrants.Add(grant);
        db.AuditEntries.Add(admin.Did(clock, Activities.ConsentAdded, "ApplicationManagement", "ServicePrincipal", client.Id, client.DisplayName,
            AuditDetails.Of(("resource", resource.DisplayName), ("scope", scope), ("forEverybody", grant.IsForEverybody))));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return ConsentProblems.Exists;
        }
        return grant;
    }
}
