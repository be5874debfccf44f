using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>What an app is allowed: scopes by the client id of the resource, and (by an administrator) roles for the app itself.</summary>
public sealed record ConsentWish(Guid AppId)
{
    public IReadOnlyDictionary<Guid, IReadOnlyList<string>> Scopes { get; init; } = new Dictionary<Guid, IReadOnlyList<string>>();
    public IReadOnlyDictionary<Guid, IReadOnlyList<Guid>> Roles { get; init; } = new Dictionary<Guid, IReadOnlyList<Guid>>();
}

/// <summary>
/// Lets an app do something: a person in their own name, a Global Administrator in everybody's. Another organisation's app gets its
/// service principal here by the first consent. All of it, with the audit rows, is one transaction.
/// </summary>
public sealed class GrantConsent(FoyerDb db, FindApp find, TimeProvider clock)
{
    /// <summary>In the person's own name: only scopes that people may allow; a guest brings no app into the house.</summary>
    public async Task<Result<Guid>> Run(SignedIn person, ConsentWish wish, CancellationToken ct)
    {
        var user = await db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => u.Id == person.Id && u.AccountEnabled, ct);
        return user is null || wish.Roles.Count > 0 ? ConsentProblems.NotAllowed : await Retrying(person, wish, user.Id, mayInstall: !user.IsGuest, ct);
    }

    /// <summary>In the name of everybody in the organisation.</summary>
    public async Task<Result<Guid>> ForEverybody(TenantAdmin admin, ConsentWish wish, CancellationToken ct) =>
        await db.MayManageApps(admin, ct)
            ? await Retrying(admin, wish, PermissionGrant.Everybody, mayInstall: true, ct)
            : ConsentProblems.NotAllowed;

    /// <summary>Two consents at once may both want to write the first row, or both add to the same one: the second looks again.</summary>
    private async Task<Result<Guid>> Retrying(Actor actor, ConsentWish wish, Guid principal, bool mayInstall, CancellationToken ct)
    {
        for (var left = 5; ; left--)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            try
            {
                var result = await Once(actor, wish, principal, mayInstall, ct);
                if (result is not { } done) continue;
                if (!done.Failed(out _, out _)) await transaction.CommitAsync(ct);
                return done;
            }
            catch (Exception race) when (left > 0 && race.IsRace())
            {
                await transaction.RollbackAsync(ct);
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Null when somebody else changed the row in between.</summary>
    private async Task<Result<Guid>?> Once(Actor actor, ConsentWish wish, Guid principal, bool mayInstall, CancellationToken ct)
    {
        if (await find.Run(wish.AppId, ct) is not { } client || !client.Principal.AccountEnabled) return ConsentProblems.NoSuchApp;
        if (!client.IsInstalled && !mayInstall) return ConsentProblems.NotAllowed;
        var clientId = client.IsInstalled ? client.Principal.Id : await Install(actor, client.App, ct);

        foreach (var (resourceAppId, names) in wish.Scopes)
        {
            if (await find.Run(resourceAppId, ct) is not { } resource) return ConsentProblems.NoSuchApp;
            if (!resource.IsInstalled && !mayInstall) return ConsentProblems.NotAllowed;
            var offered = await find.ScopesOf(resource.App, ct);
            foreach (var name in names)
            {
                var scope = offered.FirstOrDefault(s => s.Value == name);
                if (scope is null) return ConsentProblems.NoSuchPermission;
                if (scope.Type == ScopeType.Admin && principal != PermissionGrant.Everybody) return ConsentProblems.NotAllowed;
            }
            var resourceId = resourceAppId == wish.AppId ? clientId : resource.IsInstalled ? resource.Principal.Id : await Install(actor, resource.App, ct);
            var written = await Write(actor, client, clientId, resourceId, resource.Principal.DisplayName, principal, names, ct);
            if (written is null) return null;
            if (written is { } problem && problem.Failed(out var why, out _)) return why;
        }
        foreach (var (resourceAppId, roles) in wish.Roles)
        {
            if (await find.Run(resourceAppId, ct) is not { IsInstalled: true } resource) return ConsentProblems.NoSuchApp;
            if (await Assign(actor, client, clientId, resource, roles, ct) is { } problem) return problem;
        }
        await db.SaveChangesAsync(ct);
        return clientId;
    }

    private async Task<Guid> Install(Actor actor, Application app, CancellationToken ct)
    {
        var there = await find.OwnersPrincipal(app, ct);
        var principal = new ServicePrincipal
        {
            TenantId = actor.TenantId, Id = Ids.New(clock), AppId = app.AppId, OwnerTenantId = app.TenantId, DisplayName = app.DisplayName,
            SignOnUrl = there?.SignOnUrl, AccentColor = there?.AccentColor, Hidden = there?.Hidden ?? true, CreatedAt = clock.UtcNow,
        };
        db.ServicePrincipals.Add(principal);
        db.AuditEntries.Add(actor.Did(clock, Activities.AppLetIn, "ApplicationManagement", "ServicePrincipal", principal.Id, principal.DisplayName,
            AuditDetails.Of(("appId", app.AppId), ("ownerTenantId", app.TenantId))));
        await db.SaveChangesAsync(ct);
        return principal.Id;
    }

    private async Task<Result<Done>?> Write(Actor actor, KnownApp client, Guid clientId, Guid resourceId, string resource, Guid principal, IReadOnlyList<string> names, CancellationToken ct)
    {
        var before = await db.PermissionGrants.AsNoTracking().SingleOrDefaultAsync(g => g.ClientId == clientId && g.ResourceId == resourceId && g.PrincipalId == principal, ct);
        var text = PermissionGrant.TextOf([.. before?.Scopes ?? [], .. names]);
        if (text.Length > PermissionGrant.LongestScope) return ConsentProblems.TooMany;
        if (text == before?.Scope) return Done.It;
        if (before is null)
        {
            db.PermissionGrants.Add(new PermissionGrant
            {
                TenantId = actor.TenantId, Id = Ids.New(clock), ClientId = clientId, ResourceId = resourceId, PrincipalId = principal, Scope = text, CreatedAt = clock.UtcNow,
            });
        }
        else if (await db.PermissionGrants.Where(g => g.Id == before.Id && g.Scope == before.Scope).ExecuteUpdateAsync(set => set.SetProperty(g => g.Scope, text), ct) == 0)
        {
            return null;
        }
        db.AuditEntries.Add(actor.Did(clock, Activities.ConsentGiven, "ApplicationManagement", "ServicePrincipal", clientId, client.Principal.DisplayName,
            AuditDetails.Of(("resource", resource), ("scope", text), ("forEverybody", principal == PermissionGrant.Everybody))));
        return Done.It;
    }

    /// <summary>Permissions that the app holds for itself; those it has already stay as they are.</summary>
    private async Task<Problem?> Assign(Actor actor, KnownApp client, Guid clientId, KnownApp resource, IReadOnlyList<Guid> roles, CancellationToken ct)
    {
        var offered = await find.RolesOf(resource.App, forApplications: true, ct);
        var resourceId = resource.Principal.Id;
        var held = await db.AppRoleAssignments.Where(a => a.PrincipalId == clientId && a.ResourceId == resourceId).Select(a => a.AppRoleId).ToListAsync(ct);
        foreach (var id in roles.Except(held).Distinct())
        {
            if (offered.Find(r => r.Id == id) is not { } role) return ConsentProblems.NoSuchPermission;
            db.AppRoleAssignments.Add(new AppRoleAssignment
            {
                TenantId = actor.TenantId, Id = Ids.New(clock), ResourceId = resourceId, PrincipalId = clientId, PrincipalType = PrincipalType.ServicePrincipal, AppRoleId = id, CreatedAt = clock.UtcNow,
            });
            db.AuditEntries.Add(actor.Did(clock, Activities.PermissionGranted, "ApplicationManagement", "ServicePrincipal", clientId, client.Principal.DisplayName,
                AuditDetails.Of(("resource", resource.Principal.DisplayName), ("role", role.Value))));
        }
        return null;
    }
}
