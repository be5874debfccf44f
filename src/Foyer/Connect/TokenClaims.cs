using Foyer.Apps;
using Foyer.Connect.Consent;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>The claims of the tokens of one answer, and what stands beside them in it.</summary>
internal sealed record TokenPlan(Dictionary<string, object> Access, Dictionary<string, object>? Id, string Scope, (Guid TenantId, Guid UserId)? Home)
{
    /// <summary>Read by an app of several organisations, which finds the server's own keys at every address.</summary>
    public bool AccessIsShared { get; init; }
    public bool IdIsShared { get; init; }
}

/// <summary>
/// What an app learns about a person or another app (contract digest 6.2). <c>tid</c>, <c>oid</c> and <c>sub</c> are those of
/// the tenant that issues; where a guest is at home stands in <c>idp</c> only.
/// </summary>
internal sealed class TokenClaims(FoyerDb db, AppAccess access, FindApp find, CheckConsent check, ResolveActor resolve, FoyerOptions options)
{
    private const int MostGroups = 200;

    /// <summary>Tokens of a person for <paramref name="client"/>; the error when the resource asked for is not theirs to use, or not allowed to the app.</summary>
    public async Task<(TokenPlan? Plan, OAuthError? Error)> OfPerson(KeyRing keys, Client client, User user, AskedScopes asked, SittingFacts sitting, CancellationToken ct)
    {
        var (consent, error) = await check.Run(client, user, asked, again: false, ct);
        if (consent is null) return (null, error);
        if (!consent.IsComplete) return (null, OAuthErrors.NeedsConsent with { Error = OpenIddict.Abstractions.OpenIddictConstants.Errors.InvalidGrant });
        var roles = await access.RolesIn(user.Id, client.ServicePrincipal, client.App, ct);
        var groups = await GroupsOf(user, client, ct);
        var wids = await DirectoryRolesOf(user, client, ct);

        var id = Common(user, sitting);
        id["ver"] = "2.0";
        id["aud"] = client.App.AppId.ToString("D");
        id["sub"] = keys.SubjectOf(user.Id, client.App.AppId);
        Profile(id, user, asked.Has("profile"), asked.Has("email") || user.IsExternal);
        Rights(id, user, roles, groups, wids);

        var own = asked.Resource == client.App.AppId;
        var resource = asked.IsForDirectory ? null : consent.Resource;
        if (resource is not null && !own && await access.May(user.Id, resource.Principal.Id, ct) != AppVerdict.MayOpen) return (null, OAuthErrors.NotAssigned);
        var names = consent.Names.Select(n => n.Name);
        var token = Common(user, sitting);
        token["aud"] = asked.Resource.ToString("D");
        token["sub"] = keys.SubjectOf(user.Id, asked.Resource);
        token["scp"] = string.Join(' ', (asked.IsForDirectory ? [.. asked.OpenId.Where(s => s != "offline_access"), .. names] : names).Distinct(StringComparer.Ordinal));
        Profile(token, user, named: true, withMail: user.IsExternal || asked.Has("email"));
        Presenter(token, client, resource?.App);
        if (own) Rights(token, user, roles, groups, wids);
        else if (resource is not null) Rights(token, user, await access.RolesIn(user.Id, resource.Principal, resource.App, ct), [], []);
        if (token["ver"] is "1.0")
        {
            token["acr"] = "1";
            token.Remove("preferred_username", out var name);
            token["unique_name"] = name!;
        }

        var home = user.HomeTenantId is { } tenant && user.HomeUserId is { } account ? (tenant, account) : (user.TenantId, user.Id);
        string[] answer = [.. asked.OpenId, .. consent.Names.Select(n => n.Text), .. asked.Everything is { } all ? [all.Text] : Array.Empty<string>()];
        return (new TokenPlan(token, asked.Has("openid") ? id : null, string.Join(' ', answer.Distinct(StringComparer.Ordinal)), home)
        {
            IdIsShared = client.App.IsForOtherOrganisations, AccessIsShared = resource?.App.IsForOtherOrganisations == true,
        }, null);
    }

    /// <summary>Token of an app that speaks for itself; its <c>roles</c> are the permissions it holds on the resource.</summary>
    public async Task<(TokenPlan? Plan, OAuthError? Error)> OfApp(Client client, AskedScopes asked, CancellationToken ct)
    {
        if (asked.OpenId.Count > 0 || asked.Names is not [{ Name: AskedScopes.Default } name]) return (null, OAuthErrors.BadScope);
        if (!client.IsInstalled) return (null, OAuthErrors.NotInstalled);
        var self = client.ServicePrincipal;
        KnownApp? resource = null;
        List<string> roles;
        if (asked.IsForDirectory) roles = await resolve.PermissionsOf(self.Id, ct);
        else
        {
            resource = asked.Resource == client.App.AppId ? client.Known : await find.Run(asked.Resource, ct);
            if (resource is not { IsInstalled: true, Principal.AccountEnabled: true }) return (null, OAuthErrors.NoResource);
            roles = await access.PermissionsIn(self.Id, resource.Principal, resource.App, ct);
        }

        var token = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [FoyerClaims.Tenant] = self.TenantId.ToString("D"),
            [FoyerClaims.Object] = self.Id.ToString("D"),
            ["sub"] = self.Id.ToString("D"),
            ["aud"] = asked.Resource.ToString("D"),
            [FoyerClaims.IdType] = "app",
        };
        if (roles.Count > 0) token[FoyerClaims.Roles] = roles;
        Presenter(token, client, resource?.App);
        return (new TokenPlan(token, null, name.Text, null) { AccessIsShared = resource?.App.IsForOtherOrganisations == true }, null);
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

    private static void Presenter(Dictionary<string, object> claims, Client client, Application? resource)
    {
        var old = resource is { RequestedAccessTokenVersion: 1 };
        claims["ver"] = old ? "1.0" : "2.0";
        claims[old ? "appid" : FoyerClaims.App] = client.App.AppId.ToString("D");
        claims[old ? "appidacr" : "azpacr"] = ((int)client.Proof).ToString(System.Globalization.CultureInfo.InvariantCulture);
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
