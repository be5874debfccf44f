using System.Security.Cryptography;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Turns an invitation into a guest who is in, exactly once however many requests race for it (digest 1.3, 2.9).</summary>
internal sealed class RedeemInvitation(FoyerDb db, InviterStillMay stillMay, TimeProvider clock)
{
    /// <summary>
    /// Binds the guest to the recipient's account. Everything is checked in the write (security rule 3): whoever comes second, late,
    /// with a replaced link or after a revocation changes no row and gets the problem.
    /// </summary>
    public async Task<Result<Done>> Run(Recipient recipient, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var (invitation, link) = (recipient.Invitation, recipient.LinkHash);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        var claimed = await db.Invitations
            .Where(i => i.Id == invitation.Id && i.State == InvitationState.Pending && i.ExpiresAt > now && (i.MailedSecretHash == link || i.CopiedSecretHash == link))
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, InvitationState.Redeemed).SetProperty(i => i.ClosedAt, now), ct);
        if (claimed == 0) return RedeemProblems.NotOpen;
        if (!await stillMay.Run(invitation, ct)) return RedeemProblems.Paused;

        try
        {
            if (await Bind(recipient, now, ct) == 0) return RedeemProblems.NotOpen;
        }
        catch (Exception e) when (e.IsUniqueViolation())
        {
            return RedeemProblems.AlreadyGuest;
        }
        db.AuditEntries.Add(recipient.Did(clock, Activities.Redeemed, "UserManagement", "User", invitation.GuestId, recipient.Mail));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    /// <summary>The name that the inviting organisation gave stays. A guest who is bound already can only be bound to the same account.</summary>
    private Task<int> Bind(Recipient recipient, DateTime now, CancellationToken ct)
    {
        var (tenantId, userId, signInName, guestId) = (recipient.HomeTenantId, recipient.HomeUserId, recipient.SignInName, recipient.Invitation.GuestId);
        var opaque = "5::" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        return db.Users.Guests
            .Where(u => u.Id == guestId && u.AccountEnabled && (u.HomeUserId == null || (u.HomeTenantId == tenantId && u.HomeUserId == userId)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(u => u.ExternalUserState, ExternalUserState.Accepted)
                .SetProperty(u => u.ExternalUserStateChangedAt, now)
                .SetProperty(u => u.SignInName, signInName)
                .SetProperty(u => u.PasswordHash, (string?)null) // a member who was invited signs in from elsewhere alone (digest 2.8)
                .SetProperty(u => u.AltSecId, u => u.AltSecId ?? opaque)
                .SetProperty(u => u.HomeTenantId, tenantId)
                .SetProperty(u => u.HomeUserId, userId), ct);
    }
}
