using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Users;

namespace Foyer.Portal.Lists;

/// <summary>Where a user stands, as a word and the tone of its pill.</summary>
internal static class GuestState
{
    public static (string Word, string Tone) Of(UserRow user, DateTime now)
    {
        if (user.DeletedAt is not null) return ("Removed", "neutral");
        if (!user.AccountEnabled) return ("Blocked", "danger");
        if (user.UserType == UserType.Member) return ("Active", "neutral");
        if (user.State == ExternalUserState.Accepted) return ("Accepted", "success");
        return user.Invitation switch
        {
            { State: InvitationState.Declined } => ("Declined", "neutral"),
            { State: InvitationState.Revoked } => ("Revoked", "neutral"),
            { State: InvitationState.Pending, Delivery: DeliveryState.Failed } => ("Delivery failed", "danger"),
            { State: InvitationState.Pending } i when i.ExpiresAt <= now => ("Expired", "warning"),
            { State: InvitationState.Pending, Delivery: DeliveryState.Deferred } => ("Delivery delayed", "warning"),
            _ => ("Waiting for acceptance", "info"),
        };
    }

    /// <summary>Where the latest mail is, in a sentence.</summary>
    public static string Delivery(DeliveryState state) => state switch
    {
        DeliveryState.Queued => "Waiting to be sent",
        DeliveryState.Sent => "Handed to the mail server",
        DeliveryState.Deferred => "The mail server asked to wait; Foyer tries again",
        DeliveryState.Failed => "Could not be delivered",
        _ => "Taken back before it was sent",
    };
}
