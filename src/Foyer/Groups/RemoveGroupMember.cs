using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>Takes a user or a group out of a group. Tokens issued from now on do not name the group any more.</summary>
public sealed class RemoveGroupMember(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, Guid memberId, CancellationToken ct)
    {
        if (await db.Groups.Live.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } group) return GroupProblems.NotFound;
        if (!await db.MayManage(manager, groupId, ct)) return GroupProblems.NotYours;
        var user = await db.Users.Where(u => u.Id == memberId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct);
        var name = user ?? await db.Groups.Where(g => g.Id == memberId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var gone = user is null
            ? await db.NestedGroups.Where(n => n.GroupId == groupId && n.MemberId == memberId).ExecuteDeleteAsync(ct)
            : await db.GroupMembers.Where(m => m.GroupId == groupId && m.UserId == memberId).ExecuteDeleteAsync(ct);
        if (gone == 0) return GroupProblems.NotMember;
        db.AuditEntries.Add(manager.Did(clock, Activities.MemberRemoved, "GroupManagement", user is null ? "Group" : "User", memberId, name, AuditDetails.Of(("group", group), ("groupId", groupId))));
        if (user is not null) errands.Add(ErrandKind.UserChanged, memberId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        errands.Wake();
        return Done.It;
    }
}
