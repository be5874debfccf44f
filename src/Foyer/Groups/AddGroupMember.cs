using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>Puts live users and groups of the tenant into a group; the key of the membership decides when two do it at once.</summary>
public sealed class AddGroupMember(FoyerDb db, SendOnErrands errands, TimeProvider clock)
{
    /// <summary>How many can come in with one call, as in Graph.</summary>
    public const int MostAtOnce = 20;

    public Task<Result<Done>> Run(GroupManager manager, Guid groupId, Guid memberId, CancellationToken ct) => Run(manager, groupId, [memberId], ct);

    /// <summary>All of them or none.</summary>
    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, IReadOnlyCollection<Guid> memberIds, CancellationToken ct)
    {
        if (memberIds.Count > MostAtOnce) return GroupProblems.TooManyAtOnce;
        if (await db.Groups.Live.Where(g => g.Id == groupId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } group) return GroupProblems.NotFound;
        if (!await db.MayManage(manager, groupId, ct)) return GroupProblems.NotYours;

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            foreach (var memberId in memberIds.Distinct())
            {
                if ((await Add(manager, (groupId, group), memberId, ct)).Failed(out var problem, out _)) return Undone(problem);
            }
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            errands.Wake();
            return Done.It;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return Undone(GroupProblems.AlreadyMember);
        }
    }

    private async Task<Result<Done>> Add(GroupManager manager, (Guid Id, string Name) group, Guid memberId, CancellationToken ct)
    {
        var now = clock.UtcNow;
        if (await db.Users.Live.Where(u => u.Id == memberId).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) is { } user)
        {
            db.GroupMembers.Add(new() { TenantId = manager.TenantId, GroupId = group.Id, UserId = memberId, AddedAt = now });
            errands.Add(ErrandKind.UserChanged, memberId);
            db.AuditEntries.Add(manager.Did(clock, Activities.MemberAdded, "GroupManagement", "User", memberId, user, AuditDetails.Of(("group", group.Name), ("groupId", group.Id))));
            return Done.It;
        }
        if (await db.Groups.Live.Where(g => g.Id == memberId).Select(g => g.DisplayName).SingleOrDefaultAsync(ct) is not { } inner) return GroupProblems.NoSuchMember;

        await db.HoldNesting(ct);
        if (await db.WouldClose(group.Id, memberId, ct)) return GroupProblems.Cycle;
        db.NestedGroups.Add(new() { TenantId = manager.TenantId, GroupId = group.Id, MemberId = memberId, AddedAt = now });
        db.AuditEntries.Add(manager.Did(clock, Activities.MemberAdded, "GroupManagement", "Group", memberId, inner, AuditDetails.Of(("group", group.Name), ("groupId", group.Id))));
        return Done.It;
    }

    private Problem Undone(Problem problem)
    {
        db.ChangeTracker.Clear();
        return problem;
    }
}
