using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>Takes a user out of a group. Tokens issued from now on do not name the group any more.</summary>
public sealed class RemoveGroupMember(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid groupId, Guid userId, CancellationToken ct)
    {
        if (await db.Groups.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } group) return GroupProblems.NotFound;
        var user = await db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.GroupMembers.Where(m => m.GroupId == groupId && m.UserId == userId).ExecuteDeleteAsync(ct) == 0) return GroupProblems.NotMember;
        db.AuditEntries.Add(admin.Did(clock, Activities.MemberRemoved, "GroupManagement", "User", userId, user, AuditDetails.Of(("group", group), ("groupId", groupId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
