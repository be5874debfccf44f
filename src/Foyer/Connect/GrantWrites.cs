using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>What a code or refresh token of ours says about the sign-in it comes from.</summary>
internal sealed record GrantTicket(Guid GrantId, Guid UserId, Guid SessionId, DateTime CreatedAt, int Generation);

/// <summary>
/// The life of a grant, each step one guarded statement whose row count decides (security rules 3 and 21). When no row
/// changes, somebody used a code or a refresh token twice: nobody can tell the thief from the owner, so the family dies.
/// </summary>
internal sealed class GrantWrites(FoyerDb db, ResolveActor resolve, TimeProvider clock)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    /// <summary>Redeems the code; null when it worked.</summary>
    public async Task<OAuthError?> UseCode(GrantTicket ticket, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var until = now + RefreshLifetime;
        var used = await db.Grants.Where(g => g.Id == ticket.GrantId && g.CodeUsedAt == null && g.RevokedAt == null && g.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.CodeUsedAt, now).SetProperty(g => g.ExpiresAt, until), ct);
        return used == 1 ? null : await WhyNot(ticket, g => g.CodeUsedAt is not null, OAuthErrors.UsedCode, ct);
    }

    /// <summary>
    /// Redeems what stands behind a device code; null when it worked. A program asks again and again by design, so a second use
    /// is refused and takes nothing from the first.
    /// </summary>
    public async Task<OAuthError?> UseDeviceCode(GrantTicket ticket, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var until = now + RefreshLifetime;
        var used = await db.Grants.Where(g => g.Id == ticket.GrantId && g.CodeUsedAt == null && g.RevokedAt == null && g.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.CodeUsedAt, now).SetProperty(g => g.ExpiresAt, until), ct);
        return used == 1 ? null : OAuthErrors.UsedDeviceCode;
    }

    /// <summary>Trades the living refresh token for the next one; null when it worked.</summary>
    public async Task<OAuthError?> UseRefreshToken(GrantTicket ticket, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var until = now + RefreshLifetime;
        var used = await db.Grants.Where(g => g.Id == ticket.GrantId && g.Generation == ticket.Generation && g.RevokedAt == null && g.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Generation, ticket.Generation + 1).SetProperty(g => g.ExpiresAt, until), ct);
        return used == 1 ? null : await WhyNot(ticket, g => g.Generation != ticket.Generation, OAuthErrors.UsedRefreshToken, ct);
    }

    private async Task<OAuthError> WhyNot(GrantTicket ticket, Func<Grant, bool> wasUsed, OAuthError used, CancellationToken ct)
    {
        var grant = await db.Grants.AsNoTracking().SingleOrDefaultAsync(g => g.Id == ticket.GrantId, ct);
        if (grant is null) return OAuthErrors.RevokedGrant;
        if (!wasUsed(grant)) return grant.RevokedAt is null ? OAuthErrors.ExpiredGrant : OAuthErrors.RevokedGrant;

        var now = clock.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var revoked = await db.Grants.Where(g => g.Id == ticket.GrantId && g.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(g => g.RevokedAt, now), ct);
        if (revoked == 1)
        {
            db.AuditEntries.Add(resolve.Visitor("Unknown").Did(clock, Activities.TokenRevoked, "SignIn", "User", grant.UserId, null,
                result: AuditResult.Failure, reason: used.Description));
            await db.SaveChangesAsync(ct);
        }
        await transaction.CommitAsync(ct);
        return used;
    }
}
