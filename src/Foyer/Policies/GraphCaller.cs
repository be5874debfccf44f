using Foyer.Audit;

namespace Foyer.Policies;

/// <summary>What a guest may see of a directory (digest 2.10, 5.10 <c>guestUserRoleId</c>).</summary>
public enum GuestView { AsMember, Limited, Restricted }

/// <summary>
/// Who calls the Graph API: the facts that every call is judged by. The permissions of an app are read from the store at this
/// moment, those of a person's token from the token; a person's directory roles always from the store.
/// </summary>
public sealed record GraphCaller : Actor
{
    internal GraphCaller() { }

    public required bool IsApp { get; init; }

    /// <summary>Client id of the program that calls.</summary>
    public required Guid? AppId { get; init; }

    /// <summary>Scopes of a person's token, or the application permissions that an app holds.</summary>
    public required IReadOnlySet<string> Permissions { get; init; }

    /// <summary>Template ids of the directory roles that a person holds now; none for apps.</summary>
    public required IReadOnlySet<Guid> Roles { get; init; }

    public required bool IsGuest { get; init; }

    /// <summary>What the organisation lets guests see.</summary>
    public required GuestView GuestView { get; init; }

    /// <summary>True for a guest who holds no role here and whom the organisation does not treat like its own people.</summary>
    public bool SeesAsGuest => IsGuest && Roles.Count == 0 && GuestView != GuestView.AsMember;
}
