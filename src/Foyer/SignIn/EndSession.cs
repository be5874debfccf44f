using System.Security.Claims;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>Signs a person out: this browser, one of their other browsers, or everywhere. State and audit row are one transaction.</summary>
public sealed class EndSession(TenantScopes scopes, RequestInfo from, TimeProvider clock)
{
    /// <summary>Ends the session of this browser and takes its cookie; harmless when there is none. Returns the session that ended.</summary>
    public async Task<Guid?> Run(HttpContext http, CancellationToken ct)
    {
        SessionCookie.Clear(http.Response);
        if (!http.User.HasSession) return null;
        await One(http.User, http.User.SessionId, ct);
        return http.User.SessionId;
    }

    /// <summary>Ends one session of this person; false when it is not theirs or ended already.</summary>
    public async Task<bool> One(ClaimsPrincipal person, Guid sessionId, CancellationToken ct)
    {
        var (now, userId) = (clock.UtcNow, person.HomeUserId);
        return await InTransaction(person, async (db, actor) =>
        {
            var ended = await db.Sessions.Where(s => s.Id == sessionId && s.UserId == userId && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), ct);
            if (ended == 1) db.AuditEntries.Add(actor.Did(clock, Activities.SignOut, "SignIn", "User", actor.Id, actor.Mail ?? actor.Name));
            return ended == 1;
        }, ct);
    }

    /// <summary>
    /// Signs the person out everywhere: all sessions end at home, and what apps of any organisation hold for the person (refresh
    /// tokens) is void from now on.
    /// </summary>
    public async Task Everywhere(ClaimsPrincipal person, CancellationToken ct)
    {
        var now = clock.UtcNow;
        await InTransaction(person, async (db, actor) =>
        {
            await Void(db, person, except: null, now, ct);
            db.AuditEntries.Add(actor.Did(clock, Activities.TokenRevoked, "SignIn", "User", actor.Id, actor.Mail ?? actor.Name));
            return true;
        }, ct);
    }

    /// <summary>
    /// In the caller's transaction, in a scope of the home: ends all sessions of a person but one, and voids what apps hold. The session
    /// that stays must be renewed afterwards, for it counts from its last proof of who the person is.
    /// </summary>
    internal static async Task Void(FoyerDb db, ClaimsPrincipal person, Guid? except, DateTime now, CancellationToken ct)
    {
        var (home, userId) = (person.HomeTenantId, person.HomeUserId);
        await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(u => u.SetProperty(x => x.SignInSessionsValidFrom, now), ct);
        await db.Users.AcrossTenants().Where(u => u.HomeTenantId == home && u.HomeUserId == userId).ExecuteUpdateAsync(u => u.SetProperty(x => x.SignInSessionsValidFrom, now), ct);
        await db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null && s.Id != except).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), ct);
    }

    private async Task<bool> InTransaction(ClaimsPrincipal person, Func<FoyerDb, SignedIn, Task<bool>> deed, CancellationToken ct)
    {
        await using var scope = scopes.In(person.HomeTenantId, from);
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        if (await scope.ServiceProvider.GetRequiredService<ResolveActor>().Person(person, ct) is not { } actor) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var done = await deed(db, actor);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return done;
    }
}
