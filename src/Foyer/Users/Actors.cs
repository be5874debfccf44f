using Foyer.Audit;

namespace Foyer.Users;

/// <summary>What an administrator may change about users: everything, or no more than one thing.</summary>
[Flags]
public enum UserPowers { All = 0, Passwords = 1, Enabling = 2 }

/// <summary>May manage users of the tenant: a Global or User Administrator, or an app that an administrator allowed to.</summary>
public sealed record TenantAdmin : Actor
{
    internal TenantAdmin() { }

    /// <summary>Less than everything for a Helpdesk Administrator, and for an app that may only block and unblock.</summary>
    public UserPowers Powers { get; init; }

    /// <summary>An app holds no directory role: what it may is the permission that let it make this call.</summary>
    public bool IsApp { get; init; }
}

internal static class PowersOfAdmins
{
    public static bool Cover(this UserPowers powers, UserChanges changes) =>
        powers == UserPowers.All || changes == new UserChanges
        {
            Password = powers.HasFlag(UserPowers.Passwords) ? changes.Password : default,
            AccountEnabled = powers.HasFlag(UserPowers.Enabling) ? changes.AccountEnabled : default,
        };
}

/// <summary>May invite guests: an administrator, a Guest Inviter, or an app with <c>User.Invite.All</c> (digest 2.4).</summary>
public sealed record Inviter : Actor
{
    internal Inviter() { }

    /// <summary>What an invitation grants never exceeds what the inviter may grant (security rule 7).</summary>
    public required bool MayGrantApps { get; init; }
    public required bool MayGrantGroups { get; init; }

    /// <summary>False for who may only let a guest accept anew (digest 2.4).</summary>
    public bool MayInvite { get; init; } = true;
    public bool MayStartAnew { get; init; }

    /// <summary>May let somebody in as a member, and turn a member into somebody from elsewhere.</summary>
    public bool IsAdmin { get; init; }
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
