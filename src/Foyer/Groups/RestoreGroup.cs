using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>Brings a deleted group back with members, owners and apps.</summary>
public sealed class RestoreGroup(FoyerDb db, SendOnErrands errands, FoyerOptions options, TimeProvider clock)
{
    /// <summary>The guarded write asks for the window too.</summary>
    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, CancellationToken ct)
    {
        if (!manager.OfEveryGroup) return GroupProblems.NotYours;
        if (await db.Groups.Where(g => g.Id == groupId && g.DeletedAt != null).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } name) return GroupProblems.NotDeleted;

        var oldest = clock.UtcNow - options.Invitations.RestoreWindow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var restored = await db.Groups.Where(g => g.Id == groupId && g.DeletedAt > oldest).ExecuteUpdateAsync(set => set.SetProperty(g => g.DeletedAt, (DateTime?)null), ct);
        if (restored == 0) return GroupProblems.TooLate;
        db.AuditEntries.Add(manager.Did(clock, Activities.GroupRestored, "GroupManagement", "Group", groupId, name));
        errands.Add(ErrandKind.GroupChanged, groupId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}
