using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>Puts a live user of the tenant into a group; the key of the membership decides when two do it at once.</summary>
public sealed class AddGroupMember(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid groupId, Guid userId, CancellationToken ct)
    {
        if (await db.Groups.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } group) return GroupProblems.NotFound;
        if (await db.Users.Live.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) is not { } user) return GroupProblems.NoSuchUser;

        var member = new GroupMember { TenantId = admin.TenantId, GroupId = groupId, UserId = userId, AddedAt = clock.UtcNow };
        db.GroupMembers.Add(member);
        db.AuditEntries.Add(admin.Did(clock, Activities.MemberAdded, "GroupManagement", "User", userId, user, AuditDetails.Of(("group", group), ("groupId", groupId))));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            db.ChangeTracker.Clear();
            return GroupProblems.AlreadyMember;
        }

        return Done.It;
    }
}
