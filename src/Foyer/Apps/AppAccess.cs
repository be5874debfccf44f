using Foyer.Data;
using Foyer.Groups;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>May this person open that app? <see cref="NotAssigned"/> is what Entra calls AADSTS50105.</summary>
public enum AppVerdict { MayOpen, NotAssigned, Disabled }

/// <summary>An app that a person may open, as My Apps shows it.</summary>
public sealed record OpenableApp(Guid ServicePrincipalId, Guid AppId, string DisplayName, string SignOnUrl, string? AccentColor);

/// <summary>
/// Who may open which app in the current tenant: whoever is assigned, directly or (where the subscription has it) through a group,
/// not nested; everybody, where the app asks for no assignment. Whether the account is live is the caller's question.
/// </summary>
public sealed class AppAccess(FoyerDb db, Benefits benefits, FindApp find)
{
    /// <summary>Asked at every sign-in and every refresh, never remembered. One statement, along indexes whichever way leads to the app.</summary>
    public async Task<AppVerdict> May(Guid userId, Guid servicePrincipalId, CancellationToken ct)
    {
        var (direct, throughGroups) = (Direct(userId), ThroughGroups(userId));
        var app = await db.ServicePrincipals.Where(s => s.Id == servicePrincipalId)
            .Select(s => new { s.AccountEnabled, s.AppRoleAssignmentRequired, Assigned = direct.Any(a => a.ResourceId == s.Id) || throughGroups.Any(a => a.ResourceId == s.Id) })
            .SingleOrDefaultAsync(ct);
        if (app is not { AccountEnabled: true }) return AppVerdict.Disabled;
        return app.Assigned || !app.AppRoleAssignmentRequired ? AppVerdict.MayOpen : AppVerdict.NotAssigned;
    }

    /// <summary>The apps to show this person, by name: those that have a page to open and are neither hidden nor switched off.</summary>
    public Task<List<OpenableApp>> OpenableBy(Guid userId, CancellationToken ct)
    {
        var (direct, throughGroups) = (Direct(userId), ThroughGroups(userId));
        return db.ServicePrincipals
            .Where(s => s.AccountEnabled && !s.Hidden && s.SignOnUrl != null)
            .Where(s => !s.AppRoleAssignmentRequired || direct.Any(a => a.ResourceId == s.Id) || throughGroups.Any(a => a.ResourceId == s.Id))
            .OrderBy(s => s.DisplayName).ThenBy(s => s.Id)
            .Select(s => new OpenableApp(s.Id, s.AppId, s.DisplayName, s.SignOnUrl!, s.AccentColor))
            .ToListAsync(ct);
    }

    /// <summary>Values of the roles that a person holds in an app, directly or through a group: a token's <c>roles</c>.</summary>
    public Task<List<string>> RolesIn(Guid userId, ServicePrincipal principal, Application app, CancellationToken ct) =>
        Values(Direct(userId).Concat(ThroughGroups(userId)).Where(a => a.ResourceId == principal.Id), app, forApplications: false, ct);

    /// <summary>Ids of the groups that give a person an app: a token's <c>groups</c> when the app asks for its own groups only.</summary>
    public IQueryable<Guid> GroupsThatGive(Guid userId, Guid servicePrincipalId) =>
        ThroughGroups(userId).Where(a => a.ResourceId == servicePrincipalId).Select(a => a.PrincipalId).Distinct();

    /// <summary>Values of the permissions that an app holds in another app: what stands in <c>roles</c> when it speaks for itself.</summary>
    public Task<List<string>> PermissionsIn(Guid principalId, ServicePrincipal resource, Application app, CancellationToken ct) =>
        Values(db.AppRoleAssignments.Where(a => a.PrincipalType == PrincipalType.ServicePrincipal && a.PrincipalId == principalId && a.ResourceId == resource.Id), app, forApplications: true, ct);

    private async Task<List<string>> Values(IQueryable<AppRoleAssignment> assignments, Application app, bool forApplications, CancellationToken ct)
    {
        var held = assignments.Where(a => a.AppRoleId != AppRoleAssignment.DefaultAccess).Select(a => a.AppRoleId);
        if (app.TenantId == db.CurrentTenantId)
            return await db.AppRoles.Where(r => r.ApplicationId == app.Id && r.IsEnabled && r.ForApplications == forApplications && held.Contains(r.Id)).Select(r => r.Value).ToListAsync(ct);
        // Another organisation declared these roles; who holds them is written here.
        var ids = await held.Distinct().ToListAsync(ct);
        return ids.Count == 0 ? [] : [.. (await find.RolesOf(app, forApplications, ct)).Where(r => ids.Contains(r.Id)).Select(r => r.Value)];
    }

    private IQueryable<AppRoleAssignment> Direct(Guid userId) => db.AppRoleAssignments.Where(a => a.PrincipalType == PrincipalType.User && a.PrincipalId == userId);

    private IQueryable<AppRoleAssignment> ThroughGroups(Guid userId)
    {
        var paid = benefits.WhereGroupsOpenApps;
        return from member in db.GroupMembers
               where member.UserId == userId
               join grp in db.Groups on member.GroupId equals grp.Id
               where grp.DeletedAt == null
               join assignment in db.AppRoleAssignments on member.GroupId equals assignment.PrincipalId
               where assignment.PrincipalType == PrincipalType.Group && paid.Any()
               select assignment;
    }
}
