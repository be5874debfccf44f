using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>A consent as a person reads it: who may, on what, what.</summary>
public sealed record ConsentRow(Guid Id, Guid ClientId, string Client, Guid ResourceAppId, string Resource, Guid PrincipalId, string? Principal, string[] Scopes, DateTime CreatedAt);

/// <summary>A permission that an app holds for itself: the assignment, the resource and the permission's name.</summary>
public sealed record OwnPermission(Guid AssignmentId, string Resource, string Value, DateTime CreatedAt);

/// <summary>What an app was allowed in the current tenant, by the organisation and by single persons.</summary>
public sealed class ReadConsents(FoyerDb db, FindApp find)
{
    /// <summary>The names that count for this person, by the client id of the resource. Asked at every token, never remembered.</summary>
    public async Task<Dictionary<Guid, HashSet<string>>> Held(Guid clientId, Guid userId, CancellationToken ct)
    {
        var grants = await (from grant in db.PermissionGrants
                            where grant.ClientId == clientId && (grant.PrincipalId == PermissionGrant.Everybody || grant.PrincipalId == userId)
                            join resource in db.ServicePrincipals on grant.ResourceId equals resource.Id
                            select new { resource.AppId, grant.Scope }).ToListAsync(ct);
        var held = new Dictionary<Guid, HashSet<string>>();
        foreach (var grant in grants)
        {
            if (!held.TryGetValue(grant.AppId, out var names)) held[grant.AppId] = names = new(StringComparer.Ordinal);
            names.UnionWith(grant.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        return held;
    }

    /// <summary>
    /// What an app may still do on the directory's API in somebody's name, when it shows a token from a while ago; null when the app
    /// is switched off or gone.
    /// </summary>
    public async Task<HashSet<string>?> OnDirectory(Guid clientAppId, Guid userId, CancellationToken ct)
    {
        var client = await db.ServicePrincipals.Where(s => s.AppId == clientAppId && s.AccountEnabled).Select(s => new { s.Id, s.OwnerTenantId }).SingleOrDefaultAsync(ct);
        if (client is null) return null;
        var held = (await Held(client.Id, userId, ct)).GetValueOrDefault(DirectoryScopes.ResourceAppId) ?? new(StringComparer.Ordinal);
        if (client.OwnerTenantId is null) held.UnionWith(DirectoryScopes.Basic);
        return held;
    }

    /// <summary>All consents of one app: the organisation's first, then by name.</summary>
    public Task<List<ConsentRow>> OfApp(Guid clientId, CancellationToken ct) => Rows(db.PermissionGrants.Where(g => g.ClientId == clientId), ct);

    /// <summary>What one person allowed by themselves.</summary>
    public Task<List<ConsentRow>> OfPerson(Guid userId, CancellationToken ct) => Rows(db.PermissionGrants.Where(g => g.PrincipalId == userId), ct);

    /// <summary>Permissions that an app holds for itself, by the name of the resource.</summary>
    public async Task<List<OwnPermission>> OwnOf(Guid clientId, CancellationToken ct)
    {
        var held = await (from assignment in db.AppRoleAssignments
                          where assignment.PrincipalId == clientId && assignment.PrincipalType == PrincipalType.ServicePrincipal
                          join resource in db.ServicePrincipals on assignment.ResourceId equals resource.Id
                          orderby resource.DisplayName, assignment.Id
                          select new { assignment.Id, assignment.AppRoleId, assignment.CreatedAt, resource }).ToListAsync(ct);
        var rows = new List<OwnPermission>();
        foreach (var group in held.GroupBy(h => h.resource.AppId))
        {
            var roles = await find.Run(group.Key, ct) is { } resource ? await find.RolesOf(resource.App, forApplications: true, ct) : [];
            rows.AddRange(group.Select(h => new OwnPermission(h.Id, h.resource.DisplayName, roles.Find(r => r.Id == h.AppRoleId)?.Value ?? h.AppRoleId.ToString("D"), h.CreatedAt)));
        }
        return rows;
    }

    private async Task<List<ConsentRow>> Rows(IQueryable<PermissionGrant> grants, CancellationToken ct)
    {
        var users = db.Set<Users.User>();
        var rows = await (from grant in grants
                          join client in db.ServicePrincipals on grant.ClientId equals client.Id
                          join resource in db.ServicePrincipals on grant.ResourceId equals resource.Id
                          orderby grant.PrincipalId == PermissionGrant.Everybody descending, client.DisplayName, grant.Id
                          select new
                          {
                              grant.Id, grant.ClientId, Client = client.DisplayName, resource.AppId, Resource = resource.DisplayName, grant.PrincipalId, grant.Scope, grant.CreatedAt,
                              Principal = users.Where(u => u.Id == grant.PrincipalId).Select(u => u.DisplayName).FirstOrDefault(),
                          }).ToListAsync(ct);
        return rows.ConvertAll(r => new ConsentRow(r.Id, r.ClientId, r.Client, r.AppId, r.Resource, r.PrincipalId, r.Principal, r.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), r.CreatedAt));
    }
}
