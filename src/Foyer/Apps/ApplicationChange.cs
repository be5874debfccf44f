using Foyer.Web;

namespace Foyer.Apps;

/// <summary>A role as an administrator declares it.</summary>
public sealed record RoleWish(Guid Id, string Value, string DisplayName, bool IsEnabled, bool ForApplications);

/// <summary>A delegated permission as an administrator declares it.</summary>
public sealed record ScopeWish(Guid Id, string Value, ScopeType Type, bool IsEnabled, string AdminTitle)
{
    public string? AdminDescription { get; init; }
    public string? UserTitle { get; init; }
    public string? UserDescription { get; init; }
}

/// <summary>A certificate of the app: a new one with its content, or one that is there already by its id.</summary>
public sealed record CertificateWish(Guid Id, byte[]? Content, string? DisplayName);

/// <summary>What is to change of an app registration; what is not set stays as it is.</summary>
public sealed record ApplicationChange
{
    private const int MostAddresses = 256, MostRoles = 200, MostScopes = 200, MostNeeds = 400, MostCertificates = 20;

    public Change<string> DisplayName { get; init; }
    public Change<IReadOnlyList<string>> RedirectUris { get; init; }
    public Change<string?> FrontChannelLogoutUrl { get; init; }
    public Change<bool> IsPublicClient { get; init; }
    public Change<string> GroupMembershipClaims { get; init; }
    public Change<int> RequestedAccessTokenVersion { get; init; }
    public Change<string> SignInAudience { get; init; }
    public Change<IReadOnlyList<RoleWish>> Roles { get; init; }
    public Change<IReadOnlyList<ScopeWish>> Scopes { get; init; }
    public Change<IReadOnlyList<NeededPermission>> Needs { get; init; }
    public Change<IReadOnlyList<CertificateWish>> Certificates { get; init; }

    /// <summary>Sets the attributes; roles, scopes, needs and certificates are rows of their own (<see cref="ApplicationParts"/>).</summary>
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
        if (SignInAudience.IsSet) app.SignInAudience = SignInAudience.Value;
        if (Scopes is { IsSet: true, Value.Count: > MostScopes } || (Scopes.IsSet && Scopes.Value.DistinctBy(s => s.Id).Count() != Scopes.Value.Count)) return AppProblems.BadScopes;
        if (Needs is { IsSet: true, Value.Count: > MostNeeds }) return AppProblems.TooManyNeeds;
        if (Certificates is { IsSet: true, Value.Count: > MostCertificates }) return AppProblems.BadCertificate;
        return Roles is { IsSet: true, Value.Count: > MostRoles } || (Roles.IsSet && Roles.Value.DistinctBy(r => r.Id).Count() != Roles.Value.Count) ? AppProblems.BadRoles : null;
    }
}
