using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Policies;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>group</c> (digest 5.2). Foyer has security groups; what only mail-enabled or dynamic groups have is null.</summary>
internal static class GroupTable
{
    public static readonly GraphTable<Group> Table = new GraphTable<Group>("group", "groups", g => g.Id) { MayRead = MayRead, MayAsk = MayAsk }
        .Add("id", g => g.Id, p => p.Default().Filter(Ops.Exact))
        .Add("deletedDateTime", g => g.DeletedAt, p => p.Default().Filter(Ops.Time).Sorts(advanced: true))
        .Value("classification", _ => null, p => p.Default())
        .Add("createdDateTime", g => g.CreatedAt, p => p.Default().Filter(Ops.Time).Sorts(advanced: true))
        .Add("description", g => g.Description, p => p.Default().Filter(Ops.Text).Search(SearchKind.Words))
        .Add("displayName", g => g.DisplayName, p => p.Default().Filter(Ops.Text).Key(g => g.NameKey, Fold.Store).Sorts().Search(SearchKind.Words))
        .Value("expirationDateTime", _ => null, p => p.Default())
        .Value("groupTypes", _ => Array.Empty<string>(), p => p.Default())
        .Value("isAssignableToRole", _ => null, p => p.Default())
        .Value("mail", _ => null, p => p.Default())
        .Value("mailEnabled", _ => false, p => p.Default())
        .Add("mailNickname", g => g.MailNickname, p => p.Default().Filter(Ops.Text))
        .Value("membershipRule", _ => null, p => p.Default())
        .Value("membershipRuleProcessingState", _ => null, p => p.Default())
        .Value("onPremisesSyncEnabled", _ => null, p => p.Default())
        .Value("proxyAddresses", _ => Array.Empty<string>(), p => p.Default())
        .Value("renewedDateTime", g => g.CreatedAt, p => p.Default())
        .Add("securityEnabled", g => g.SecurityEnabled, p => p.Default().Filter(Ops.Exact))
        .Value("visibility", _ => null, p => p.Default())
        // what is said with $select only
        .Load("assignedLicenses", LicenceValues.OfGroups, p => p.Any(LicenceValues.FindGroups))
        .Load("licenseProcessingState", LicenceValues.ProcessingOfGroups)
        .Load("hasMembersWithLicenseErrors", LicenceValues.ErrorsOfGroups)
        .Expand("members", many: true, GroupRelations.Members)
        .Expand("owners", many: true, GroupRelations.Owners)
        .Expand("memberOf", many: true, GroupRelations.MemberOf);

    /// <summary>A restricted guest knows of a group that they are in no more than its id (digest 2.10).</summary>
    private static bool MayRead(GraphCall call, Group group, GraphProperty<Group> property) => MayAsk(call, property);

    private static bool MayAsk(GraphCall call, GraphProperty<Group> property) => property.Name == "id" || call.Caller is not { SeesAsGuest: true, GuestView: GuestView.Restricted };
}
