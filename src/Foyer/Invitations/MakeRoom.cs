using Foyer.Data;
using Foyer.Mail;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>What an invitation that is made singly takes the place of: the one still open with its mails, and what was accepted before.</summary>
internal static class RoomForInvitations
{
    /// <summary>In the caller's transaction; false when somebody answered, renewed or removed one of them in this moment.</summary>
    public static async Task<bool> MakeRoom(this FoyerDb db, GuestRecords records, DateTime now, CancellationToken ct)
    {
        foreach (var id in records.Replaced)
        {
            if (await db.Invitations.Where(i => i.Id == id).RevokePending(now, ct) == 0) return false;
            await db.OutgoingMails.Where(m => m.SubjectId == id && (m.Kind == PendingMails.Kind || m.Kind == PendingMails.Copy) && (m.State == DeliveryState.Queued || m.State == DeliveryState.Deferred))
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, DeliveryState.Cancelled).SetProperty(m => m.Payload, (byte[]?)null).SetProperty(m => m.LeaseUntil, (DateTime?)null).SetProperty(m => m.LeasedBy, (Guid?)null), ct);
        }
        foreach (var (userId, reset) in records.StartedAnew)
        {
            var user = db.Users.Live.Where(u => u.Id == userId && u.AccountEnabled);
            var changed = reset
                ? await user.ExecuteUpdateAsync(set => set
                    .SetProperty(u => u.ExternalUserState, ExternalUserState.PendingAcceptance).SetProperty(u => u.ExternalUserStateChangedAt, now)
                    .SetProperty(u => u.HomeTenantId, (Guid?)null).SetProperty(u => u.HomeUserId, (Guid?)null)
                    .SetProperty(u => u.SignInName, (string?)null).SetProperty(u => u.AltSecId, (string?)null)
                    .SetProperty(u => u.SignInSessionsValidFrom, now), ct)
                : await user.ExecuteUpdateAsync(set => set.SetProperty(u => u.ExternalUserState, ExternalUserState.PendingAcceptance).SetProperty(u => u.ExternalUserStateChangedAt, now), ct);
            if (changed == 0) return false;
        }
        return true;
    }
}
