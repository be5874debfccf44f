using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>
/// Makes this browser the signed-in browser of a person who just proved who they are. The secret is always a new one, so a cookie
/// that somebody planted or took before is worth nothing afterwards.
/// </summary>
public sealed class StartSession(FoyerDb db, ResolveActor actors, FoyerOptions options, TimeProvider clock)
{
    /// <summary>
    /// Writes the session, the time of sign-in and the audit row in one transaction (the caller's, when one is open) and sets the cookie.
    /// The current tenant is the home of <paramref name="homeUser"/>. Nothing starts for an account that was blocked or removed meanwhile.
    /// </summary>
    public async Task Run(HttpContext http, User homeUser, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var before = SessionCookie.Of(http.Request);
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(ct) : null;
        var living = await db.Users.Live.Where(u => u.Id == homeUser.Id && u.AccountEnabled).ExecuteUpdateAsync(u => u.SetProperty(x => x.LastSignInAt, now), ct);
        if (living == 0) return;

        var cookie = before is not null && await Renew(http, homeUser, before, now, ct) is { } renewed ? renewed : Add(http, homeUser, now);
        if (before is not null && before.SessionId != cookie.SessionId) await Leave(before, now, ct);
        var person = SessionClaims.Of(homeUser.TenantId, homeUser.Id, homeUser.DisplayName, cookie.SessionId, now);
        if (await actors.Person(person, ct) is { } actor)
            db.AuditEntries.Add(actor.Did(clock, Activities.SignIn, "SignIn", "User", homeUser.Id, homeUser.UserPrincipalName));
        await db.SaveChangesAsync(ct);
        if (own is not null) await own.CommitAsync(ct);

        cookie.Set(http.Response);
        http.User = person;
    }

    /// <summary>The same person in the same browser keeps the session under a new secret, so that its apps stay known for sign-out.</summary>
    private async Task<SessionCookie?> Renew(HttpContext http, User user, SessionCookie before, DateTime now, CancellationToken ct)
    {
        if (before.TenantId != user.TenantId) return null;
        var cookie = SessionCookie.New(user.TenantId, before.SessionId);
        var (old, hash, expires, address) = (before.SecretHash, cookie.SecretHash, now + options.Sessions.Absolute, RequestInfo.Text(http.Connection.RemoteIpAddress));
        var renewed = await db.Sessions.Where(s => s.Id == before.SessionId && s.UserId == user.Id && s.SecretHash == old && s.EndedAt == null).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.SecretHash, hash)
            .SetProperty(x => x.AuthenticatedAt, now)
            .SetProperty(x => x.LastSeenAt, now)
            .SetProperty(x => x.ExpiresAt, expires)
            .SetProperty(x => x.IpAddress, address), ct);
        return renewed == 1 ? cookie : null;
    }

    private SessionCookie Add(HttpContext http, User user, DateTime now)
    {
        var cookie = SessionCookie.New(user.TenantId, Ids.New(clock));
        var agent = http.Request.Headers.UserAgent.ToString();
        db.Sessions.Add(new Session
        {
            TenantId = user.TenantId,
            Id = cookie.SessionId,
            UserId = user.Id,
            SecretHash = cookie.SecretHash,
            AuthenticatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + options.Sessions.Absolute,
            IpAddress = RequestInfo.Text(http.Connection.RemoteIpAddress),
            UserAgent = agent.Length == 0 ? null : Printable.Cut(agent, 256),
        });
        return cookie;
    }

    /// <summary>Somebody else used this browser before, perhaps of another home: their session ends here, and the audit log of their home says so.</summary>
    private async Task Leave(SessionCookie before, DateTime now, CancellationToken ct)
    {
        var hash = before.SecretHash;
        var session = db.Sessions.AcrossTenants().Where(s => s.TenantId == before.TenantId && s.Id == before.SessionId && s.SecretHash == hash && s.EndedAt == null);
        var users = db.Users;
        var owner = await session.Select(s => users.Where(u => u.TenantId == s.TenantId && u.Id == s.UserId).Select(u => new { u.Id, u.DisplayName, u.UserPrincipalName }).First()).SingleOrDefaultAsync(ct);
        if (owner is null || await session.ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), ct) == 0) return;
        var actor = actors.Visitor(owner.DisplayName) with { TenantId = before.TenantId, Id = owner.Id };
        db.AuditEntries.Add(actor.Did(clock, Activities.SignOut, "SignIn", "User", owner.Id, owner.UserPrincipalName));
    }
}
