using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Users;

/// <summary>Who answers for a guest (at most five), and whom a user reports to.</summary>
public sealed class SetRelations(FoyerDb db, TimeProvider clock)
{
    public const int MostSponsors = 5;

    public Task<Result<Done>> AddSponsor(TenantAdmin admin, Guid userId, Guid sponsorId, CancellationToken ct) => Change(admin, userId, sponsorId, Activities.SponsorAdded, async () =>
    {
        // Holding the user's row, so that two who add the fifth at once do not make six.
        await db.Users.Live.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.MailNickname, u => u.MailNickname), ct);
        if (await db.Sponsors.AnyAsync(s => s.UserId == userId && s.SponsorId == sponsorId, ct)) return UserProblems.AlreadySponsor;
        if (await db.Sponsors.CountAsync(s => s.UserId == userId, ct) >= MostSponsors) return UserProblems.TooManySponsors;
        db.Sponsors.Add(new() { TenantId = admin.TenantId, UserId = userId, SponsorId = sponsorId });
        return null;
    }, ct);

    public Task<Result<Done>> RemoveSponsor(TenantAdmin admin, Guid userId, Guid sponsorId, CancellationToken ct) => Change(admin, userId, sponsorId, Activities.SponsorRemoved, async () =>
        await db.Sponsors.Where(s => s.UserId == userId && s.SponsorId == sponsorId).ExecuteDeleteAsync(ct) == 0 ? UserProblems.NotFound : null, ct);

    public Task<Result<Done>> SetManager(TenantAdmin admin, Guid userId, Guid managerId, CancellationToken ct) => Change(admin, userId, managerId, Activities.ManagerSet, async () =>
    {
        if (managerId == userId) return UserProblems.OwnManager;
        await db.Managers.Where(m => m.UserId == userId).ExecuteDeleteAsync(ct);
        db.Managers.Add(new() { TenantId = admin.TenantId, UserId = userId, ManagerId = managerId });
        return null;
    }, ct);

    public Task<Result<Done>> RemoveManager(TenantAdmin admin, Guid userId, CancellationToken ct) => Change(admin, userId, null, Activities.ManagerRemoved, async () =>
        await db.Managers.Where(m => m.UserId == userId).ExecuteDeleteAsync(ct) == 0 ? UserProblems.NotFound : null, ct);

    private async Task<Result<Done>> Change(TenantAdmin admin, Guid userId, Guid? otherId, string activity, Func<Task<Problem?>> change, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Users.Live.Where(u => u.Id == userId).Select(u => u.UserPrincipalName).SingleOrDefaultAsync(ct) is not { } name) return UserProblems.NotFound;
        if (otherId is not null && !await db.Users.AnyAsync(u => u.Id == otherId, ct)) return UserProblems.NotFound;
        if (await change() is { } problem) return problem;
        db.AuditEntries.Add(admin.Did(clock, activity, "UserManagement", "User", userId, name, AuditDetails.Of(("otherId", otherId))));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return UserProblems.AlreadySponsor;
        }
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
