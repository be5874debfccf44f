using Foyer.Web;

namespace Foyer.Apps;

/// <summary>A role as an administrator declares it.</summary>
public sealed record RoleWish(Guid Id, string Value, string DisplayName, bool IsEnabled, bool ForApplications);

/// <summary>What is to change of an app registration; what is not set stays as it is.</summary>
public sealed record ApplicationChange
{
    private const int MostAddresses = 256, MostRoles = 200;

    public Change<string> DisplayName { get; init; }
    public Change<IReadOnlyList<string>> RedirectUris { get; init; }
    public Change<string?> FrontChannelLogoutUrl { get; init; }
    public Change<bool> IsPublicClient { get; init; }
    public Change<string> GroupMembershipClaims { get; init; }
    public Change<int> RequestedAccessTokenVersion { get; init; }
    public Change<IReadOnlyList<RoleWish>> Roles { get; init; }

    /// <summary>Sets the attributes; roles are rows of their own (<see cref="ChangeApplication"/>).</summary>
    internal Problem? Set(Application app)
    {
        if (DisplayName.IsSet)
        {
            var name = Printable.Line(DisplayName.Value);
            if (name.Length == 0) return AppProblems.NameMissing;
            app.DisplayName = name;
        }
        if (RedirectUris.IsSet)
        {
            var addresses = RedirectUris.Value.Distinct(StringComparer.Ordinal).ToList();
            if (addresses.Count > MostAddresses) return AppProblems.NoRedirect(MostAddresses);
            if (addresses.Find(a => !CreateApp.IsWebAddress(a)) is { } bad) return AppProblems.BadAddress(bad);
            if (!addresses.SequenceEqual(app.RedirectUris, StringComparer.Ordinal)) app.RedirectUris = addresses;
        }
        if (FrontChannelLogoutUrl.IsSet)
        {
            if (FrontChannelLogoutUrl.Value is { } logout && !CreateApp.IsWebAddress(logout)) return AppProblems.BadAddress(logout);
            app.FrontChannelLogoutUrl = FrontChannelLogoutUrl.Value;
        }
        if (IsPublicClient.IsSet) app.IsPublicClient = IsPublicClient.Value;
        if (GroupMembershipClaims.IsSet) app.GroupMembershipClaims = GroupMembershipClaims.Value;
        if (RequestedAccessTokenVersion.IsSet) app.RequestedAccessTokenVersion = RequestedAccessTokenVersion.Value;
        return Roles is { IsSet: true, Value.Count: > MostRoles } || (Roles.IsSet && Roles.Value.DistinctBy(r => r.Id).Count() != Roles.Value.Count) ? AppProblems.BadRoles : null;
    }
}
