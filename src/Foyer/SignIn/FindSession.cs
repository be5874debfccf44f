using System.Security.Claims;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>Asks the store whether a session still counts, at every request; nothing of it is remembered in the process.</summary>
public sealed class FindSession(TenantScopes scopes, FoyerOptions options, TimeProvider clock)
{
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>The signed-in person; null when the session ended, idled out, grew too old, or the account is gone, blocked or signed out everywhere.</summary>
    public async Task<ClaimsPrincipal?> Run(SessionCookie cookie, CancellationToken ct)
    {
        await using var scope = scopes.In(cookie.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        var hash = cookie.SecretHash;
        var now = clock.UtcNow;
        var found = await Living(db, cookie.SessionId)
            .Where(s => s.Session.SecretHash == hash)
            .Select(s => new { s.User.Id, s.User.DisplayName, s.Session.AuthenticatedAt, s.Session.LastSeenAt })
            .SingleOrDefaultAsync(ct);
        if (found is null) return null;
        if (found.LastSeenAt <= now - SeenEvery)
            await db.Sessions.Where(s => s.Id == cookie.SessionId && s.EndedAt == null && s.LastSeenAt < now).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), ct);
        return SessionClaims.Of(cookie.TenantId, found.Id, found.DisplayName, cookie.SessionId, found.AuthenticatedAt);
    }

    /// <summary>Whether a session still counts, for a page that stays open (a circuit of the portal) and holds no cookie.</summary>
    public async Task<bool> IsLiving(Guid tenantId, Guid sessionId, CancellationToken ct)
    {
        await using var scope = scopes.In(tenantId);
        return await Living(scope.ServiceProvider.GetRequiredService<FoyerDb>(), sessionId).AnyAsync(ct);
    }

    private IQueryable<Pair> Living(FoyerDb db, Guid sessionId)
    {
        var now = clock.UtcNow;
        var idleSince = now - options.Sessions.Idle;
        return from session in db.Sessions
               where session.Id == sessionId && session.EndedAt == null && session.ExpiresAt > now && session.LastSeenAt > idleSince
               join user in db.Users on session.UserId equals user.Id
               where user.DeletedAt == null && user.AccountEnabled && (user.SignInSessionsValidFrom == null || user.SignInSessionsValidFrom <= session.AuthenticatedAt)
               select new Pair { Session = session, User = user };
    }

    private sealed class Pair
    {
        public required Session Session { get; init; }
        public required User User { get; init; }
    }
}
