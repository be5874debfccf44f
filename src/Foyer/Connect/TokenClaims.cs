using Foyer.Apps;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>The claims of the tokens of one answer, and what stands beside them in it.</summary>
internal sealed record TokenPlan(Dictionary<string, object> Access, Dictionary<string, object>? Id, string Scope, (Guid TenantId, Guid UserId)? Home);

/// <summary>
/// What an app learns about a person or another app (contract digest 6.2). <c>tid</c>, <c>oid</c> and <c>sub</c> are those of
/// the tenant that issues; where a guest is at home stands in <c>idp</c> only.
/// </summary>
internal sealed class TokenClaims(FoyerDb db, AppAccess access, ResolveActor resolve, FoyerOptions options)
{
    private const int MostGroups = 200;

    /// <summary>Tokens of a person for <paramref name="client"/>; the error when the resource asked for is not theirs to use.</summary>
    public async Task<(TokenPlan? Plan, OAuthError? Error)> OfPerson(KeyRing keys, Client client, User user, AskedScopes asked, SittingFacts sitting, CancellationToken ct)
    {
        var roles = await access.RolesIn(user.Id, client.ServicePrincipal.Id, client.App.AppId, ct);
        var groups = await GroupsOf(user, client, ct);
        var wids = await DirectoryRolesOf(user, client, ct);

        var id = Common(user, sitting);
        id["ver"] = "2.0";
        id["aud"] = client.App.AppId.ToString("D");
        id["sub"] = keys.SubjectOf(user.Id, client.App.AppId);
        Profile(id, user, asked.Has("profile"), asked.Has("email") || user.IsExternal);
        Rights(id, user, roles, groups, wids);

        var own = asked.Resource == client.App.AppId;
        var (resource, names, error) = await ResourceFor(client, user, asked, ct);
        if (error is not null) return (null, error);
        var token = Common(user, sitting);
        token["aud"] = asked.Resource.ToString("D");
        token["sub"] = keys.SubjectOf(user.Id, asked.Resource);
        token["scp"] = string.Join(' ', asked.IsForDirectory ? [.. asked.OpenId.Where(s => s != "offline_access"), .. names] : names);
        Profile(token, user, named: true, withMail: user.IsExternal || asked.Has("email"));
        Presenter(token, client, resource);
        if (own) Rights(token, user, roles, groups, wids);
        else if (!asked.IsForDirectory) Rights(token, user, await access.RolesIn(user.Id, resource!.ServicePrincipal.Id, asked.Resource, ct), [], []);
        if (token["ver"] is "1.0")
        {
            token["acr"] = "1";
            token.Remove("preferred_username", out var name);
            token["unique_name"] = name!;
        }

        var home = user.HomeTenantId is { } tenant && user.HomeUserId is { } account ? (tenant, account) : (user.TenantId, user.Id);
        return (new TokenPlan(token, asked.Has("openid") ? id : null, string.Join(' ', [.. asked.OpenId, .. names]), home), null);
    }

    /// <summary>Token of an app that speaks for itself; its <c>roles</c> are the permissions it holds on the resource.</summary>
    public async Task<(TokenPlan? Plan, OAuthError? Error)> OfApp(KeyRing keys, Client client, AskedScopes asked, CancellationToken ct)
    {
        if (asked.OpenId.Count > 0 || asked.Names is not [AskedScopes.Default]) return (null, OAuthErrors.BadScope);
        var self = client.ServicePrincipal.Id;
        Client? resource = null;
        List<string> roles;
        if (asked.IsForDirectory) roles = await resolve.PermissionsOf(self, ct);
        else
        {
            resource = asked.Resource == client.App.AppId ? client : await AppOf(asked.Resource, ct);
            if (resource is null) return (null, OAuthErrors.NoResource);
            roles = await access.PermissionsIn(self, resource.ServicePrincipal.Id, resource.App.Id, ct);
        }

        var token = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [FoyerClaims.Tenant] = client.App.TenantId.ToString("D"),
            [FoyerClaims.Object] = self.ToString("D"),
            ["sub"] = self.ToString("D"),
            ["aud"] = asked.Resource.ToString("D"),
            [FoyerClaims.IdType] = "app",
        };
        if (roles.Count > 0) token[FoyerClaims.Roles] = roles;
        Presenter(token, client, resource);
        return (new TokenPlan(token, null, AskedScopes.Default, null), null);
    }

    private static Dictionary<string, object> Common(User user, SittingFacts sitting) => new(StringComparer.Ordinal)
    {
        [FoyerClaims.Tenant] = user.TenantId.ToString("D"),
        [FoyerClaims.Object] = user.Id.ToString("D"),
        [FoyerClaims.Session] = sitting.SessionId.ToString("D"),
        ["auth_time"] = new DateTimeOffset(sitting.AuthenticatedAt).ToUnixTimeSeconds(),
        ["amr"] = sitting.Methods,
        ["acct"] = user.IsGuest ? 1 : 0,
    };

    private void Profile(Dictionary<string, object> claims, User user, bool named, bool withMail)
    {
        if (user.HomeTenantId is { } home && home != user.TenantId) claims["idp"] = options.Issuer(home);
        if (user.AltSecId is { } id) claims["altsecid"] = id;
        if (withMail && user.Mail is { } mail) claims["email"] = mail;
        if (!named) return;
        claims["name"] = user.DisplayName;
        // A guest's user principal name is an inner name of this directory; nobody signs in with it.
        claims["preferred_username"] = user.IsExternal ? user.SignInName ?? user.Mail ?? user.DisplayName : user.UserPrincipalName;
        if (user.GivenName is { } given) claims["given_name"] = given;
        if (user.Surname is { } surname) claims["family_name"] = surname;
        if (!user.IsExternal) claims["upn"] = user.UserPrincipalName;
    }

    private void Rights(Dictionary<string, object> claims, User user, List<string> roles, List<Guid> groups, List<Guid> wids)
    {
        if (roles.Count > 0) claims[FoyerClaims.Roles] = roles;
        if (wids.Count > 0) claims["wids"] = wids.ConvertAll(id => id.ToString("D"));
        if (groups.Count is > 0 and <= MostGroups) claims["groups"] = groups.ConvertAll(g => g.ToString("D"));
        if (groups.Count <= MostGroups) return;
        claims["_claim_names"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["groups"] = "src1" };
        claims["_claim_sources"] = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["src1"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["endpoint"] = options.Url($"/v1.0/users/{user.Id:D}/getMemberObjects") },
        };
    }

    private static void Presenter(Dictionary<string, object> claims, Client client, Client? resource)
    {
        var old = resource is { App.RequestedAccessTokenVersion: 1 };
        var proof = client.App.IsPublicClient ? "0" : "1";
        claims["ver"] = old ? "1.0" : "2.0";
        claims[old ? "appid" : FoyerClaims.App] = client.App.AppId.ToString("D");
        claims[old ? "appidacr" : "azpacr"] = proof;
    }

    private async Task<(Client? Resource, IReadOnlyList<string> Names, OAuthError? Error)> ResourceFor(Client client, User user, AskedScopes asked, CancellationToken ct)
    {
        if (asked.IsForDirectory)
        {
            if (asked.Names.Count == 0) return (null, [], null);
            // There is no consent of single persons yet: in somebody's name an app may do no more than an administrator let it do by itself.
            var held = await resolve.PermissionsOf(client.ServicePrincipal.Id, ct);
            return (null, asked.Names.Contains(AskedScopes.Default, StringComparer.Ordinal) ? held : [.. held.Intersect(asked.Names, StringComparer.Ordinal)], null);
        }
        if (asked.Resource == client.App.AppId) return (client, asked.Names, null);
        if (await AppOf(asked.Resource, ct) is not { } resource) return (null, [], OAuthErrors.NoResource);
        return await access.May(user.Id, resource.ServicePrincipal.Id, ct) == AppVerdict.MayOpen ? (resource, asked.Names, null) : (null, [], OAuthErrors.NotAssigned);
    }

    private async Task<Client?> AppOf(Guid appId, CancellationToken ct)
    {
        var found = await (from app in db.Applications.AsNoTracking()
                           where app.AppId == appId
                           join principal in db.ServicePrincipals.AsNoTracking() on app.AppId equals principal.AppId
                           where principal.AccountEnabled
                           select new { app, principal }).SingleOrDefaultAsync(ct);
        return found is null ? null : new Client(found.app, found.principal);
    }

    private async Task<List<Guid>> DirectoryRolesOf(User user, Client client, CancellationToken ct)
    {
        if (client.App.GroupMembershipClaims is not ("SecurityGroup" or "DirectoryRole" or "All")) return [];
        var held = await db.DirectoryRoleAssignments.Where(r => r.UserId == user.Id).Select(r => r.RoleTemplateId).OrderBy(id => id).ToListAsync(ct);
        return [.. held, user.IsGuest ? DirectoryRoles.AnyGuest : DirectoryRoles.AnyMember];
    }

    /// <summary>Through groups in groups, except where only those count that give the app: an app's groups are not expanded.</summary>
    private Task<List<Guid>> GroupsOf(User user, Client client, CancellationToken ct)
    {
        var around = db.GroupsOfUser(user.Id);
        var asked = client.App.GroupMembershipClaims switch
        {
            "SecurityGroup" => db.Groups.Where(g => g.SecurityEnabled && around.Contains(g.Id)).Select(g => g.Id),
            "All" => around,
            "ApplicationGroup" => access.GroupsThatGive(user.Id, client.ServicePrincipal.Id),
            _ => null,
        };
        return asked is null ? Task.FromResult<List<Guid>>([]) : asked.OrderBy(id => id).Take(MostGroups + 1).ToListAsync(ct);
    }
}

/// <summary>When, how and in which session a person proved who they are, carried from the code to every token that comes of it.</summary>
internal sealed record SittingFacts(Guid SessionId, DateTime AuthenticatedAt, IReadOnlyList<string> Methods);
