using Foyer.Graph.Query;
using Foyer.Groups;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>group</c> (digest 5.2).</summary>
internal static class GroupTable
{
    public static readonly GraphTable<Group> Table = new GraphTable<Group>("group", "groups", g => g.Id)
        .Add("id", g => g.Id, p => p.Default().Filter(Ops.Exact))
        .Add("displayName", g => g.DisplayName, p => p.Default().Filter(Ops.Text).Sorts().Search(SearchKind.Words))
        .Add("description", g => g.Description, p => p.Default().Filter(Ops.Text).Search(SearchKind.Words))
        .Add("mailNickname", g => g.MailNickname, p => p.Default().Filter(Ops.Text))
        .Add("securityEnabled", g => g.SecurityEnabled, p => p.Default().Filter(Ops.Exact))
        .Add("createdDateTime", g => g.CreatedAt, p => p.Default().Filter(Ops.Time).Sorts(advanced: true))
        .Value("mailEnabled", _ => false, p => p.Default())
        .Value("mail", _ => null, p => p.Default())
        .Value("groupTypes", _ => Array.Empty<string>(), p => p.Default())
        .Value("visibility", _ => null, p => p.Default())
        // what is said with $select only
        .Load("assignedLicenses", LicenceValues.OfGroups, p => p.Any(LicenceValues.FindGroups))
        .Load("licenseProcessingState", LicenceValues.ProcessingOfGroups)
        .Load("hasMembersWithLicenseErrors", LicenceValues.ErrorsOfGroups);
}
