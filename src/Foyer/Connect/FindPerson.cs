using System.Globalization;
using System.Security.Claims;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>Who sits at the browser, as the session says it: an account of some home tenant, and when and how it was proven.</summary>
internal sealed record Sitting(Guid HomeTenantId, Guid HomeUserId, Guid SessionId, DateTime AuthenticatedAt, IReadOnlyList<string> Methods, string Name)
{
    public static Sitting Of(ClaimsPrincipal session) => new(
        Guid.Parse(session.FindFirstValue(FoyerClaims.Tenant)!, CultureInfo.InvariantCulture),
        Guid.Parse(session.FindFirstValue(FoyerClaims.Object)!, CultureInfo.InvariantCulture),
        Guid.Parse(session.FindFirstValue(FoyerClaims.Session)!, CultureInfo.InvariantCulture),
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(session.FindFirstValue("auth_time")!, CultureInfo.InvariantCulture)).UtcDateTime,
        session.FindAll("amr").Select(c => c.Value).ToArray() is { Length: > 0 } methods ? methods : ["pwd"],
        session.FindFirstValue("name") ?? "");
}

/// <summary>
/// As whom the current tenant knows a person: the member itself at home, elsewhere the guest that is bound to exactly this
/// account. An equal e-mail address binds nobody (security rule 5).
/// </summary>
internal sealed class FindPerson(FoyerDb db, CurrentTenant tenant)
{
    /// <summary>The live user, or why there is none to speak of.</summary>
    public async Task<(User? User, OAuthError? Error)> Here(Sitting sitting, CancellationToken ct)
    {
        var user = sitting.HomeTenantId == tenant.Id
            ? await db.Users.Live.SingleOrDefaultAsync(u => u.Id == sitting.HomeUserId, ct)
            : await db.Users.Live.SingleOrDefaultAsync(u => u.HomeTenantId == sitting.HomeTenantId && u.HomeUserId == sitting.HomeUserId, ct);
        if (user is null) return (null, await IsInvited(sitting, ct) ? OAuthErrors.PendingGuest : OAuthErrors.UnknownPerson);
        if (!user.AccountEnabled) return (null, OAuthErrors.BlockedPerson);
        return user.Waits ? (null, OAuthErrors.PendingGuest) : (user, null);
    }

    /// <summary>The address that a person signs in with at home, for a page that names them.</summary>
    public Task<string?> AddressOf(Sitting sitting, CancellationToken ct) =>
        AtHome(sitting).Select(u => (string?)u.UserPrincipalName).SingleOrDefaultAsync(ct);

    /// <summary>
    /// Reads a user again before a token is made (security rule 22): live, enabled, accepted, not signed out since, and the same
    /// at home when the person is at home elsewhere.
    /// </summary>
    public async Task<(User? User, OAuthError? Error)> Again(Guid userId, DateTime since, CancellationToken ct)
    {
        var (here, users) = (tenant.Id, db.Users);
        // The whole query looks at all tenants, so both sides name theirs.
        var found = await db.Users.AcrossTenants().AsNoTracking().Where(u => u.TenantId == here && u.Id == userId && u.DeletedAt == null)
            .Select(u => new
            {
                User = u,
                AtHome = u.HomeTenantId == null || u.HomeTenantId == here || users.Any(h =>
                    h.TenantId == u.HomeTenantId && h.Id == u.HomeUserId && h.DeletedAt == null && h.AccountEnabled
                    && (h.SignInSessionsValidFrom == null || h.SignInSessionsValidFrom <= since)),
            })
            .SingleOrDefaultAsync(ct);
        if (found is not { AtHome: true, User: { AccountEnabled: true } user }) return (null, OAuthErrors.RevokedGrant);
        if (user.Waits) return (null, OAuthErrors.RevokedGrant);
        return user.SignInSessionsValidFrom > since ? (null, OAuthErrors.RevokedGrant) : (user, null);
    }

    /// <summary>
    /// Whether an invitation waits for the address that this account owns at home. It only chooses the page that is shown to
    /// that very person, and only when the home owns the address's domain (or is that address's own home).
    /// </summary>
    private Task<bool> IsInvited(Sitting sitting, CancellationToken ct)
    {
        var here = tenant.Id;
        return (from home in AtHome(sitting)
                join guest in db.Users on home.UserPrincipalNameKey equals guest.MailKey
                where guest.TenantId == here && guest.DeletedAt == null
                    && guest.ExternalUserState == ExternalUserState.PendingAcceptance && guest.HomeUserId == null
                select guest.Id).AnyAsync(ct);
    }

    private IQueryable<User> AtHome(Sitting sitting) =>
        db.Users.AcrossTenants().Where(u => u.TenantId == sitting.HomeTenantId && u.Id == sitting.HomeUserId && u.DeletedAt == null);
}
