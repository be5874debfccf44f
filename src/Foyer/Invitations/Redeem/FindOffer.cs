using System.Security.Cryptography;
using Foyer.Apps;
using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>An invitation as its recipient meets it. <paramref name="Main"/> is the app it speaks of, when it speaks of one.</summary>
public sealed record Offer(Tenant Tenant, Invitation Invitation, User Guest, OfferState State, byte[] LinkHash, IReadOnlyList<InvitedApp> Apps, InvitedApp? Main)
{
    /// <summary>The mailed secret proves the mailbox, a copied one does not (security rule 4).</summary>
    public bool ByMail => Invitation.MailedSecretHash.AsSpan().SequenceEqual(LinkHash);

    public EmailAddress Address => EmailAddress.TryParse(Invitation.Address, out var address) ? address : throw new InvalidOperationException("An invitation has an address that is none.");
}

/// <summary>Looks an invitation up by its secret. Whoever has not the right one learns nothing, not even that it exists (security rule 20).</summary>
internal sealed class FindOffer(FoyerDb db, CurrentTenant tenant, AppAccess access, InviterStillMay stillMay, TimeProvider clock)
{
    /// <summary>In the current tenant; null unless <paramref name="linkHash"/> is that of the mailed or of the copied link as they are now.</summary>
    public async Task<Offer?> Run(Guid invitationId, byte[] linkHash, CancellationToken ct)
    {
        var invitation = await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == invitationId, ct);
        if (invitation is null || !Opens(invitation, linkHash)) return null;
        var guest = await db.Users.AsNoTracking().SingleAsync(u => u.Id == invitation.GuestId, ct);
        var owner = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == tenant.Id, ct);
        var apps = await AppsOf(guest.Id, ct);
        // The app whose name stands on the mail grants nothing: it leads anywhere only where the guest may go.
        var main = apps.FirstOrDefault(a => a.ServicePrincipalId == invitation.ShownAppId) ?? (invitation.ShownAppId is null && apps.Count == 1 ? apps[0] : null);
        return new(owner, invitation, guest, await StateOf(invitation, guest, ct), linkHash, apps, main);
    }

    private static bool Opens(Invitation invitation, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(invitation.MailedSecretHash, hash) | CryptographicOperations.FixedTimeEquals(invitation.CopiedSecretHash ?? [], hash);

    private async Task<OfferState> StateOf(Invitation invitation, User guest, CancellationToken ct) => invitation.State switch
    {
        _ when guest.DeletedAt is not null || !guest.AccountEnabled => OfferState.Removed,
        InvitationState.Redeemed => OfferState.Redeemed,
        InvitationState.Revoked => OfferState.Revoked,
        InvitationState.Declined => OfferState.Declined,
        _ when invitation.ExpiresAt <= clock.UtcNow => OfferState.Expired,
        _ => await stillMay.Run(invitation, ct) ? OfferState.Open : OfferState.Paused,
    };

    private async Task<List<InvitedApp>> AppsOf(Guid guestId, CancellationToken ct)
    {
        var openable = await access.OpenableBy(guestId, ct);
        var ids = openable.ConvertAll(a => a.AppId);
        var redirects = await db.Applications.Where(a => ids.Contains(a.AppId)).Select(a => new { a.AppId, a.RedirectUris }).ToDictionaryAsync(a => a.AppId, a => a.RedirectUris, ct);
        return openable.ConvertAll(a => new InvitedApp(a.ServicePrincipalId, a.DisplayName, a.SignOnUrl, redirects.GetValueOrDefault(a.AppId) ?? [], a.AccentColor));
    }
}
