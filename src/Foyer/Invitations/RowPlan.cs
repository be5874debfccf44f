using Foyer.Invitations.Csv;
using Foyer.Users;

namespace Foyer.Invitations;

/// <summary>What is to happen with one row of a file, or why nothing is. Ids are those of this tenant's own rows.</summary>
public sealed record RowPlan(GuestCsvRow Row, RowOutcome Outcome)
{
    /// <summary>Stable code of the reason, the column to blame by its label, and a sentence that says what to do.</summary>
    public string? Code { get; init; }
    public string? Column { get; init; }
    public string? Reason { get; init; }

    /// <summary>The guest who is here already; null when the row brings a new one.</summary>
    public KnownUser? Known { get; init; }

    /// <summary>The guest, also of a new one once the row was carried out.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Service principals to assign and groups to join, without those the guest has.</summary>
    public IReadOnlyList<Guid> NewApps { get; init; } = [];
    public IReadOnlyList<Guid> NewGroups { get; init; } = [];

    /// <summary>Service principal whose name stands on the mail.</summary>
    public Guid? ShownAppId { get; init; }
    public Guid? SponsorId { get; init; }

    /// <summary>Of an invitation that was made singly: itself, and the secret of the link to hand over.</summary>
    public Guid? InvitationId { get; init; }
    public InvitationSecret? Copied { get; init; }
}

/// <summary>A live user who has the address of a row.</summary>
public sealed record KnownUser(Guid Id, UserType Type, bool Enabled, ExternalUserState? State, DateTime? StateChangedAt)
{
    /// <summary>The invitation that is pending, expired or not.</summary>
    public OpenInvitation? Open { get; init; }
    public IReadOnlySet<Guid> Apps { get; init; } = new HashSet<Guid>();
    public IReadOnlySet<Guid> Groups { get; init; } = new HashSet<Guid>();
    public IReadOnlySet<Guid> Sponsors { get; init; } = new HashSet<Guid>();

    /// <summary>A member who signs in here; everybody else was invited once.</summary>
    public bool IsInternal => Type == UserType.Member && State is null;
}

public sealed record OpenInvitation(Guid Id, DateTime CreatedAt, DateTime ExpiresAt);

/// <summary>Everything about the tenant that judging one chunk of rows takes, looked up beforehand. Nothing of other tenants is in it.</summary>
public sealed record ChunkFacts
{
    public required DateTime Now { get; init; }
    public required bool MayGrantApps { get; init; }
    public required bool MayGrantGroups { get; init; }
    public IReadOnlySet<string> OwnDomains { get; init; } = new HashSet<string>(StringComparer.Ordinal);
    /// <summary>Service principals by the app id that a file names.</summary>
    public IReadOnlyDictionary<Guid, Guid> Apps { get; init; } = new Dictionary<Guid, Guid>();
    public IReadOnlySet<Guid> Groups { get; init; } = new HashSet<Guid>();
    /// <summary>Live users by the comparison form of their address.</summary>
    public IReadOnlyDictionary<string, KnownUser> Users { get; init; } = new Dictionary<string, KnownUser>(StringComparer.Ordinal);
    /// <summary>Enabled members by the comparison form of their address.</summary>
    public IReadOnlyDictionary<string, Guid> Sponsors { get; init; } = new Dictionary<string, Guid>(StringComparer.Ordinal);
    /// <summary>Those of the sponsors named by id who are users here.</summary>
    public IReadOnlySet<Guid> SponsorIds { get; init; } = new HashSet<Guid>();
    /// <summary>Addresses (comparison form) that had enough invitations for today.</summary>
    public IReadOnlySet<string> HadEnough { get; init; } = new HashSet<string>(StringComparer.Ordinal);
    /// <summary>Lines of earlier chunks of the same file that count, by address.</summary>
    public IReadOnlyDictionary<string, int> EarlierLines { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
    /// <summary>User principal names (comparison form) that are taken among those the chunk's new guests would get.</summary>
    public IReadOnlySet<string> TakenNames { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}
