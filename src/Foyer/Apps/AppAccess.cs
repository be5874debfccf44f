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
public sealed class AppAccess(FoyerDb db, Benefits benefits)
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
    public Task<List<string>> RolesIn(Guid userId, Guid servicePrincipalId, Guid appId, CancellationToken ct) =>
        (from assignment in Direct(userId).Concat(ThroughGroups(userId))
         where assignment.ResourceId == servicePrincipalId && assignment.AppRoleId != AppRoleAssignment.DefaultAccess
         join role in db.AppRoles on assignment.AppRoleId equals role.Id
         join app in db.Applications on role.ApplicationId equals app.Id
         where app.AppId == appId && role.IsEnabled && !role.ForApplications
         select role.Value).Distinct().ToListAsync(ct);

    /// <summary>Ids of the groups that give a person an app: a token's <c>groups</c> when the app asks for its own groups only.</summary>
    public IQueryable<Guid> GroupsThatGive(Guid userId, Guid servicePrincipalId) =>
        ThroughGroups(userId).Where(a => a.ResourceId == servicePrincipalId).Select(a => a.PrincipalId).Distinct();

    /// <summary>Values of the permissions that an app holds in another app: what stands in <c>roles</c> when it speaks for itself.</summary>
    public Task<List<string>> PermissionsIn(Guid principalId, Guid resourceId, Guid resourceApplicationId, CancellationToken ct) =>
        (from assignment in db.AppRoleAssignments
         where assignment.PrincipalType == PrincipalType.ServicePrincipal && assignment.PrincipalId == principalId && assignment.ResourceId == resourceId
         join role in db.AppRoles on assignment.AppRoleId equals role.Id
         where role.ApplicationId == resourceApplicationId && role.IsEnabled && role.ForApplications
         select role.Value).ToListAsync(ct);

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
