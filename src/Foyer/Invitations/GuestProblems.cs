using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>What can stand in the way of resending, revoking, copying, removing and restoring.</summary>
internal static class GuestProblems
{
    public static readonly Problem NoSuchGuest = new(ProblemKind.NotFound, "guests.not_found", "There is no such guest. They may have been removed meanwhile.");
    public static readonly Problem NoSuchInvitation = new(ProblemKind.NotFound, "invitations.not_found", "There is no such invitation.");
    public static readonly Problem AlreadyAccepted = new(ProblemKind.Conflict, "invitations.already_accepted", "This guest has already accepted. They sign in with their own account, a new invitation is not needed.");
    public static readonly Problem Blocked = new(ProblemKind.Conflict, "invitations.guest_blocked", "This guest is blocked. Unblock them first, then send the invitation again.");
    public static readonly Problem NeverInvited = new(ProblemKind.Conflict, "invitations.never_invited", "This user was never invited, so there is nothing to send again. Invite their address instead.");
    public static readonly Problem NotPending = new(ProblemKind.Conflict, "invitations.not_pending", "This invitation is not open any more: it was accepted, declined or revoked.");
    public static readonly Problem Expired = new(ProblemKind.Gone, "invitations.expired", "This invitation has expired. Send it again, then copy the new link.");
    public static readonly Problem Yourself = new(ProblemKind.Conflict, "guests.yourself", "You cannot remove yourself. Ask another administrator.");
    public static readonly Problem LastAdministrator = new(ProblemKind.Conflict, "guests.last_administrator", "You are the only administrator here. Make somebody else an administrator first.");
    public static readonly Problem NotRemoved = new(ProblemKind.NotFound, "guests.not_removed", "There is no removed guest to restore. They may have been restored meanwhile.");
    public static readonly Problem TooLate = new(ProblemKind.Gone, "guests.too_late", "This guest was removed too long ago to be restored. Invite their address again instead.");
    public static readonly Problem AddressTaken = new(ProblemKind.Conflict, "guests.address_taken", "Another user has this guest's address or account by now. Remove that user first, or keep them instead.");

    public static readonly Problem MayNotInvite = new(ProblemKind.Forbidden, "invitations.not_allowed_here", "You may not invite guests here. Ask an administrator for the role Guest Inviter.");
    public static readonly Problem MembersNeedAdmin = new(ProblemKind.Forbidden, "invitations.members_need_admin", "Only an administrator may invite somebody as a member. Invite them as a guest.");
    public static readonly Problem MayNotStartAnew = new(ProblemKind.Forbidden, "invitations.may_not_start_anew", "You may not change how this user signs in. Ask an administrator whose role is as high as the user's.");

    /// <summary>Keeps when trying again makes sense.</summary>
    public static Problem TooMany(Problem limit) =>
        new(ProblemKind.TooMany, "invitations.too_many", "Too many invitations were sent to this person, or by you, in a short time. Wait a while, then send again.") { RetryAfter = limit.RetryAfter };
}
