using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>
/// What a single invitation may say beyond a row of a file (digest 2.1, 2.7, 2.8). It takes the place of one that is still open, and
/// gives back a link to hand over.
/// </summary>
public sealed record SingleTerms
{
    /// <summary>The new user becomes a member, though at home elsewhere.</summary>
    public bool AsMember { get; init; }

    /// <summary>The user who is here already: a guest who starts anew, or a member who is to sign in from elsewhere.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The guest's acceptance and account at home are forgotten; id, groups and apps stay.</summary>
    public bool Reset { get; init; }

    /// <summary>Who answers for the guest; empty means the inviter.</summary>
    public IReadOnlyList<Guid> SponsorIds { get; init; } = [];

    /// <summary>Gets a copy of the mail. Its link proves nothing, so nobody but the recipient can redeem (security rule 7).</summary>
    public EmailAddress? Cc { get; init; }
}
