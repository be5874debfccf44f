using System.Security.Cryptography;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>A browser on its way through an invitation.</summary>
internal sealed record OnTheWay(Redemption Redemption, RedemptionCookie Cookie, Offer Offer);

/// <summary>Begins a person's way through an invitation, and finds it again at every step.</summary>
internal sealed class FindRedemption(FoyerDb db, CurrentTenant tenant, FindOffer offers, TimeProvider clock)
{
    /// <summary>Writes the state of the way and gives the browser the cookie that finds it. The mailbox counts as proven only for the mailed secret.</summary>
    public async Task Start(HttpContext http, Offer offer, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var cookie = RedemptionCookie.New(tenant.Id, Ids.New(clock));
        await db.Redemptions.Where(r => r.InvitationId == offer.Invitation.Id && r.ExpiresAt <= now).ExecuteDeleteAsync(ct);
        db.Redemptions.Add(new Redemption
        {
            TenantId = tenant.Id,
            Id = cookie.RedemptionId,
            InvitationId = offer.Invitation.Id,
            SecretHash = cookie.Hash,
            LinkHash = offer.LinkHash,
            MailboxProvenAt = offer.ByMail ? now : null,
            CreatedAt = now,
            ExpiresAt = now + RedemptionCookie.Lifetime,
        });
        await db.SaveChangesAsync(ct);
        cookie.Set(http);
    }

    /// <summary>The way this browser is on; null when there is none, it took too long, or the link has been replaced. The scope becomes the inviting tenant's.</summary>
    public async Task<OnTheWay?> Run(HttpContext http, CancellationToken ct)
    {
        if (RedemptionCookie.Of(http.Request) is not { } cookie) return null;
        tenant.Set(cookie.TenantId);
        var now = clock.UtcNow;
        var redemption = await db.Redemptions.AsNoTracking().SingleOrDefaultAsync(r => r.Id == cookie.RedemptionId && r.ExpiresAt > now, ct);
        if (redemption is null || !CryptographicOperations.FixedTimeEquals(redemption.SecretHash, cookie.Hash)) return null;
        return await offers.Run(redemption.InvitationId, redemption.LinkHash, ct) is { } offer ? new(redemption, cookie, offer) : null;
    }
}
