using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Signs a user out of every browser and app: whatever began before this moment is void (security rule 22). The account stays open.</summary>
public sealed class RevokeSessions(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid userId, CancellationToken ct) =>
        await db.StandsAbove(userId, admin, ct) ? UserProblems.StandsAbove : await Revoke(admin, userId, ct);

    public Task<Result<Done>> Run(SignedIn self, CancellationToken ct) => Revoke(self, self.Id!.Value, ct);

    private async Task<Result<Done>> Revoke(Actor actor, Guid userId, CancellationToken ct)
    {
        var now = clock.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Users.Live.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.SignInSessionsValidFrom, now), ct) == 0) return UserProblems.NotFound;
        var name = await db.Users.Live.Where(u => u.Id == userId).Select(u => u.UserPrincipalName).SingleOrDefaultAsync(ct);
        db.AuditEntries.Add(actor.Did(clock, Activities.TokenRevoked, "UserManagement", "User", userId, name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
