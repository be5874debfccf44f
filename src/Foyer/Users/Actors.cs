using Foyer.Audit;

namespace Foyer.Users;

/// <summary>May manage users of the tenant: Global Administrator or User Administrator.</summary>
public sealed record TenantAdmin : Actor
{
    internal TenantAdmin() { }
}

/// <summary>May invite guests: an administrator, a Guest Inviter, or an app with <c>User.Invite.All</c> (digest 2.4).</summary>
public sealed record Inviter : Actor
{
    internal Inviter() { }

    /// <summary>What an invitation grants never exceeds what the inviter may grant (security rule 7).</summary>
    public required bool MayGrantApps { get; init; }
    public required bool MayGrantGroups { get; init; }

    /// <summary>May look at and steer what others invited; everybody else keeps to what they uploaded themselves.</summary>
    public required bool KeepsAll { get; init; }

    /// <summary>True when an app invites: nobody's address can stand as Reply-To.</summary>
    public bool IsApp { get; init; }
}

/// <summary>May give licences and take them away: an administrator of users or licences, or an app with the permission.</summary>
public sealed record LicenceManager : Actor
{
    internal LicenceManager() { }
}

/// <summary>A person as one organisation knows them: a live user of <see cref="Actor.TenantId"/>, member or accepted guest.</summary>
public sealed record SignedIn : Actor
{
    internal SignedIn() { }
}
