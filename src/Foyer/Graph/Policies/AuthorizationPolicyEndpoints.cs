using Foyer.Policies;

namespace Foyer.Graph;

/// <summary><c>/policies/authorizationPolicy</c>: who may invite, and what guests may see (digest 5.10).</summary>
internal static class AuthorizationPolicyEndpoints
{
    private const string Path = "/policies/authorizationPolicy";

    private static readonly (AllowInvitesFrom Value, string Word)[] Inviters =
    [
        (AllowInvitesFrom.None, "none"), (AllowInvitesFrom.AdminsAndGuestInviters, "adminsAndGuestInviters"),
        (AllowInvitesFrom.AdminsGuestInvitersAndAllMembers, "adminsGuestInvitersAndAllMembers"), (AllowInvitesFrom.Everyone, "everyone"),
    ];

    private static readonly (GuestView Value, Guid Role)[] Views =
    [
        (GuestView.AsMember, new("a0b1b346-4d3e-4e8b-98f8-753987be4970")), (GuestView.Limited, new("10dae51f-b6af-4016-8d66-8c2a99b929b3")), (GuestView.Restricted, new("2af84b1e-32c8-42b7-82bc-daa82404023b")),
    ];

    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet(Path, Get);
        graph.MapPatch(Path, Update);
    }

    private static async Task<GraphAnswer> Get(GraphCall call)
    {
        call.Query.OnlySelectAndExpand();
        var policy = await call.Db.PolicyOf(call.Caller.TenantId, call.Ct);
        var names = call.Query.Select?.Split(',', StringSplitOptions.TrimEntries);
        return GraphAnswer.Object(json =>
        {
            json.WriteString("@odata.context", call.Options.Url("/v1.0/$metadata#policies/authorizationPolicy/$entity"));
            foreach (var (name, value) in Members(policy).Where(m => names is null || names.Contains(m.Name, StringComparer.Ordinal)))
            {
                json.WritePropertyName(name);
                GraphJson.Write(json, value);
            }
        });
    }

    /// <summary>What Foyer decides by this policy, and how things are where Entra would have a choice.</summary>
    private static (string Name, object? Value)[] Members(CollaborationPolicy policy) =>
    [
        ("id", "authorizationPolicy"),
        ("displayName", "Authorization Policy"),
        ("description", "Used to manage authorization related settings across the organisation."),
        ("allowInvitesFrom", Inviters.Single(i => i.Value == policy.AllowInvitesFrom).Word),
        ("guestUserRoleId", Views.Single(v => v.Value == policy.GuestView).Role),
        ("allowEmailVerifiedUsersToJoinOrganization", false),
        ("allowedToSignUpEmailBasedSubscriptions", false),
        ("allowedToUseSSPR", false),
        ("allowUserConsentForRiskyApps", false),
        ("blockMsolPowerShell", false),
        ("defaultUserRolePermissions", GraphJson.Of(("allowedToCreateApps", false), ("allowedToCreateSecurityGroups", false), ("allowedToCreateTenants", false), ("allowedToReadOtherUsers", true))),
    ];

    private static async Task<GraphAnswer> Update(GraphCall call, SetCollaborationPolicy set)
    {
        var body = (await call.Body()).For("AuthorizationPolicy");
        var (from, role) = (body.Text("allowInvitesFrom", 64, needed: true), body.Id("guestUserRoleId"));
        var changes = new CollaborationChanges
        {
            AllowInvitesFrom = from.IsSet ? new(true, Array.Find(Inviters, i => i.Word == from.Value) is { Word: not null } who ? who.Value : throw body.Invalid("allowInvitesFrom")) : default,
            GuestView = role.IsSet ? new(true, Array.Exists(Views, v => v.Role == role.Value) ? Array.Find(Views, v => v.Role == role.Value).Value : throw body.Invalid("guestUserRoleId")) : default,
        };
        body.Text("id", 64);
        body.Text("displayName", 256);
        body.Text("description", 1024);
        body.Done();
        return (await set.Run(call.Admin(), changes, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }
}
