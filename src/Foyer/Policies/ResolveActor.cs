using System.Security.Claims;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Policies;

/// <summary>
/// The only maker of actors. It asks the store each time, so a right that was taken away is gone at the next step, and it asks
/// in the current tenant only, so nobody brings rights from elsewhere.
/// </summary>
public sealed class ResolveActor(FoyerDb db, CurrentTenant tenant, RequestInfo request)
{
    /// <summary>The signed-in person as the current tenant knows them: a member at home, a guest elsewhere; null when unknown, removed or blocked.</summary>
    public async Task<SignedIn?> Person(ClaimsPrincipal principal, CancellationToken ct) =>
        await Find(principal, ct) is { } user ? new SignedIn { TenantId = user.TenantId, Id = user.Id, Name = user.DisplayName, Mail = user.Mail, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId } : null;

    public async Task<TenantAdmin?> Admin(ClaimsPrincipal principal, CancellationToken ct)
    {
        // An app that speaks for an administrator has no more of the administrator's rights than its token names.
        if (principal.FindFirstValue(FoyerClaims.Scopes) is { } scopes && !scopes.Split(' ').Any(s => s is Permissions.WriteUsers or Permissions.WriteDirectory)) return null;
        if (IsApp(principal) || await Find(principal, ct) is not { } user || !(await RolesOf(user.Id, ct)).Any(IsAdmin)) return null;
        return new TenantAdmin { TenantId = user.TenantId, Id = user.Id, Name = user.DisplayName, Mail = user.Mail, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId };
    }

    /// <summary>Administrators of groups and apps with the permission may change every group, a member those that they own; a guest none.</summary>
    public async Task<GroupManager?> GroupManager(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (IsApp(principal))
        {
            if (Id(principal, FoyerClaims.Tenant) != tenant.Id || Id(principal, FoyerClaims.Object) is not { } id) return null;
            var app = await db.ServicePrincipals.SingleOrDefaultAsync(s => s.Id == id && s.AccountEnabled, ct);
            return app is null || !MayGrantGroups(await PermissionsOf(id, ct)) ? null : new GroupManager { TenantId = tenant.Id, Id = id, Name = app.DisplayName, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId, OfEveryGroup = true };
        }

        if (principal.FindFirstValue(FoyerClaims.Scopes) is { } scopes && !MayGrantGroups(scopes.Split(' '))) return null;
        if (await Find(principal, ct) is not { } user) return null;
        var ofEvery = (await RolesOf(user.Id, ct)).Any(r => IsAdmin(r) || r == DirectoryRoles.GroupsAdministrator);
        if (!ofEvery && user.IsGuest) return null;
        return new GroupManager { TenantId = user.TenantId, Id = user.Id, Name = user.DisplayName, Mail = user.Mail, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId, OfEveryGroup = ofEvery };
    }

    public async Task<LicenceManager?> LicenceManager(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (IsApp(principal))
        {
            if (Id(principal, FoyerClaims.Tenant) != tenant.Id || Id(principal, FoyerClaims.Object) is not { } id) return null;
            var app = await db.ServicePrincipals.SingleOrDefaultAsync(s => s.Id == id && s.AccountEnabled, ct);
            return app is null || !MayLicense(await PermissionsOf(id, ct)) ? null : new LicenceManager { TenantId = tenant.Id, Id = id, Name = app.DisplayName, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId };
        }

        if (principal.FindFirstValue(FoyerClaims.Scopes) is { } scopes && !MayLicense(scopes.Split(' '))) return null;
        if (await Find(principal, ct) is not { } user || !(await RolesOf(user.Id, ct)).Any(r => IsAdmin(r) || r == DirectoryRoles.LicenseAdministrator)) return null;
        return new LicenceManager { TenantId = user.TenantId, Id = user.Id, Name = user.DisplayName, Mail = user.Mail, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId };
    }

    public async Task<Inviter?> Inviter(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (IsApp(principal))
            return Id(principal, FoyerClaims.Tenant) == tenant.Id && Id(principal, FoyerClaims.Object) is { } servicePrincipal ? await Inviter(servicePrincipal, isApp: true, ct) : null;
        var inviter = await Find(principal, ct) is { } user ? await Inviter(user.Id, isApp: false, ct) : null;
        if (inviter is null || principal.FindFirstValue(FoyerClaims.Scopes) is not { } scopes) return inviter;
        // An app that speaks for a person brings no more of the person's rights than its token names (security rule 7).
        var named = scopes.Split(' ');
        return !MayInvite(named) ? null : inviter with
        {
            MayGrantApps = inviter.MayGrantApps && MayGrantApps(named),
            MayGrantGroups = inviter.MayGrantGroups && MayGrantGroups(named),
            KeepsAll = inviter.KeepsAll && MayKeepAll(named),
        };
    }

    /// <summary>Whoever may invite now: a user or service principal; null when they may not, or when the account is gone or blocked (security rule 8).</summary>
    public async Task<Inviter?> Inviter(Guid id, bool isApp, CancellationToken ct) => await InvitingRights(id, isApp, ct) is { MayInvite: true } inviter ? inviter : null;

    /// <summary>The same, and also who may only let a guest accept anew: look at <see cref="Users.Inviter.MayInvite"/> before inviting.</summary>
    public async Task<Inviter?> InvitingRights(Guid id, bool isApp, CancellationToken ct)
    {
        if (isApp)
        {
            var app = await db.ServicePrincipals.SingleOrDefaultAsync(s => s.Id == id && s.AccountEnabled, ct);
            if (app is null) return null;
            var held = await PermissionsOf(id, ct);
            var manages = held.Any(p => p is Permissions.WriteUsers or Permissions.WriteDirectory);
            // Consent to the permission was an administrator's choice, so an app counts like a Guest Inviter.
            return MayInvite(held) && (await db.PolicyOf(tenant.Id, ct)).AllowInvitesFrom != AllowInvitesFrom.None ? new Inviter
            {
                MayStartAnew = manages, IsAdmin = manages,
                TenantId = tenant.Id, Id = id, Name = app.DisplayName, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId, IsApp = true,
                MayGrantApps = MayGrantApps(held),
                MayGrantGroups = MayGrantGroups(held),
                KeepsAll = MayKeepAll(held),
            } : null;
        }

        var user = await db.Users.Live.SingleOrDefaultAsync(u => u.Id == id && u.AccountEnabled, ct);
        if (user is null) return null;
        var roles = await RolesOf(id, ct);
        var restarts = roles.Any(r => IsAdmin(r) || r == DirectoryRoles.HelpdeskAdministrator);
        var invites = await MayInvite(user, roles, ct);
        return !invites && !restarts ? null : new Inviter
        {
            MayInvite = invites, MayStartAnew = restarts, IsAdmin = roles.Any(IsAdmin),
            TenantId = tenant.Id, Id = id, Name = user.DisplayName, Mail = user.Mail, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId,
            MayGrantApps = roles.Contains(DirectoryRoles.GlobalAdministrator),
            MayGrantGroups = roles.Any(r => IsAdmin(r) || r == DirectoryRoles.GroupsAdministrator),
            KeepsAll = roles.Any(IsAdmin),
        };
    }

    /// <summary>Who calls the Graph API with this token; null when the account is unknown, removed or blocked.</summary>
    public async Task<GraphCaller?> Caller(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (IsApp(principal))
        {
            var app = Id(principal, FoyerClaims.Tenant) == tenant.Id && Id(principal, FoyerClaims.Object) is { } self
                ? await db.ServicePrincipals.AsNoTracking().SingleOrDefaultAsync(s => s.Id == self && s.AccountEnabled, ct) : null;
            return app is null ? null : new GraphCaller
            {
                TenantId = tenant.Id, Id = app.Id, Name = app.DisplayName, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId,
                IsApp = true, AppId = app.AppId, Permissions = (await PermissionsOf(app.Id, ct)).ToHashSet(StringComparer.Ordinal),
                Roles = new HashSet<Guid>(), IsGuest = false, GuestView = GuestView.AsMember,
            };
        }

        return await Find(principal, ct) is not { } user ? null : new GraphCaller
        {
            TenantId = tenant.Id, Id = user.Id, Name = user.DisplayName, Mail = user.Mail, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId,
            IsApp = false, AppId = Id(principal, FoyerClaims.App) ?? Id(principal, "appid"),
            Permissions = (principal.FindFirstValue(FoyerClaims.Scopes) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
            Roles = (await RolesOf(user.Id, ct)).ToHashSet(), IsGuest = user.IsGuest, GuestView = user.IsGuest ? (await db.PolicyOf(tenant.Id, ct)).GuestView : GuestView.AsMember,
        };
    }

    /// <summary>The administrator that a Graph caller is for one call; null unless its row in the table of rights reaches every object.</summary>
    public TenantAdmin? Admin(GraphCaller caller, GraphRight right) => right.Of(caller) != Reach.All ? null : new TenantAdmin
    {
        TenantId = caller.TenantId, Id = caller.Id, Name = caller.Name, Mail = caller.Mail, IpAddress = caller.IpAddress, CorrelationId = caller.CorrelationId,
        Powers = PowersOf(caller), IsApp = caller.IsApp,
    };

    /// <summary>The manager of groups that a Graph caller is for one call: of all groups, or of those that a member of the organisation owns.</summary>
    public GroupManager? GroupManager(GraphCaller caller, GraphRight right)
    {
        if (right.Of(caller) != Reach.All) return null;
        var ofEvery = caller.IsApp || caller.Roles.Any(r => IsAdmin(r) || r == DirectoryRoles.GroupsAdministrator);
        return !ofEvery && caller.IsGuest ? null : new GroupManager
        {
            TenantId = caller.TenantId, Id = caller.Id, Name = caller.Name, Mail = caller.Mail, IpAddress = caller.IpAddress, CorrelationId = caller.CorrelationId,
            OfEveryGroup = ofEvery,
        };
    }

    /// <summary>The manager of licences that a Graph caller is for one call; null unless its row in the table of rights reaches every object.</summary>
    public LicenceManager? LicenceManager(GraphCaller caller, GraphRight right) => right.Of(caller) != Reach.All ? null : new LicenceManager
    {
        TenantId = caller.TenantId, Id = caller.Id, Name = caller.Name, Mail = caller.Mail, IpAddress = caller.IpAddress, CorrelationId = caller.CorrelationId,
    };

    /// <summary>The person a Graph caller speaks for; null for an app that speaks for itself.</summary>
    public SignedIn? Person(GraphCaller caller) => caller.IsApp ? null : new SignedIn
    {
        TenantId = caller.TenantId, Id = caller.Id, Name = caller.Name, Mail = caller.Mail, IpAddress = caller.IpAddress, CorrelationId = caller.CorrelationId,
    };

    /// <summary>Less than everything for who may only set passwords, or only block and unblock.</summary>
    private static UserPowers PowersOf(GraphCaller caller)
    {
        if (!caller.IsApp && !caller.Roles.Any(IsAdmin)) return UserPowers.Passwords;
        return caller.Permissions.Any(p => p is Permissions.WriteUsers or Permissions.WriteDirectory) ? UserPowers.All : UserPowers.Enabling;
    }

    /// <summary>Foyer's own hand, for what no person asked for at this moment.</summary>
    public SystemActor System() => new() { TenantId = tenant.Id, Id = null, Name = "Foyer", CorrelationId = request.CorrelationId };

    /// <summary>Somebody who is not known yet, named for the audit log.</summary>
    public Visitor Visitor(string name) => new() { TenantId = tenant.Id, Id = null, Name = name, IpAddress = request.IpAddress, CorrelationId = request.CorrelationId };

    private async Task<User?> Find(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (Id(principal, FoyerClaims.Tenant) is not { } home || Id(principal, FoyerClaims.Object) is not { } id) return null;
        return home == tenant.Id
            ? await db.Users.Live.SingleOrDefaultAsync(u => u.Id == id && u.AccountEnabled, ct)
            : await db.Users.Live.SingleOrDefaultAsync(u => u.HomeTenantId == home && u.HomeUserId == id && u.AccountEnabled && u.ExternalUserState == ExternalUserState.Accepted, ct);
    }

    private Task<List<Guid>> RolesOf(Guid userId, CancellationToken ct) =>
        db.DirectoryRoleAssignments.Where(r => r.UserId == userId).Select(r => r.RoleTemplateId).ToListAsync(ct);

    /// <summary>Values of the application permissions that a service principal holds on the directory's API.</summary>
    public async Task<List<string>> PermissionsOf(Guid servicePrincipalId, CancellationToken ct)
    {
        var held = await (from assignment in db.AppRoleAssignments
                          where assignment.PrincipalId == servicePrincipalId
                          join resource in db.ServicePrincipals on assignment.ResourceId equals resource.Id
                          where resource.AppId == GraphApp.AppId
                          select assignment.AppRoleId).ToListAsync(ct);
        return [.. GraphApp.Roles.Where(r => held.Contains(r.Id)).Select(r => r.Value)];
    }

    /// <summary>What the organisation decided about inviting (digest 5.10).</summary>
    private async Task<bool> MayInvite(User user, List<Guid> roles, CancellationToken ct) => (await db.PolicyOf(tenant.Id, ct)).AllowInvitesFrom switch
    {
        AllowInvitesFrom.None => false,
        AllowInvitesFrom.Everyone => true,
        var who => roles.Any(r => IsAdmin(r) || r == DirectoryRoles.GuestInviter) || (who == AllowInvitesFrom.AdminsGuestInvitersAndAllMembers && !user.IsGuest),
    };

    private static bool IsAdmin(Guid role) => role == DirectoryRoles.GlobalAdministrator || role == DirectoryRoles.UserAdministrator;

    private static bool MayInvite(IEnumerable<string> permissions) =>
        permissions.Any(p => p is Permissions.InviteUsers or Permissions.WriteUsers or Permissions.WriteDirectory);

    private static bool MayGrantApps(IEnumerable<string> permissions) =>
        permissions.Any(p => p is Permissions.WriteApplications or Permissions.AssignAppRoles or Permissions.WriteDirectory);

    private static bool MayGrantGroups(IEnumerable<string> permissions) => permissions.Any(p => p is Permissions.WriteGroups or Permissions.WriteDirectory);

    private static bool MayKeepAll(IEnumerable<string> permissions) => permissions.Any(p => p is Permissions.WriteUsers or Permissions.WriteDirectory);

    private static bool MayLicense(IEnumerable<string> permissions) => permissions.Any(p => p is Permissions.WriteLicences or Permissions.WriteUsers or Permissions.WriteDirectory);

    private static bool IsApp(ClaimsPrincipal principal) => principal.FindFirstValue(FoyerClaims.IdType) == "app";

    private static Guid? Id(ClaimsPrincipal principal, string claim) => Guid.TryParse(principal.FindFirstValue(claim), out var id) ? id : null;
}
