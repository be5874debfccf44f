using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>A group to make. Without a nickname one is made of the name.</summary>
public sealed record NewGroup(string? Name, string? Description = null, string? MailNickname = null)
{
    public IReadOnlyCollection<Guid> Owners { get; init; } = [];
    /// <summary>Users and groups that are in it from the beginning.</summary>
    public IReadOnlyCollection<Guid> Members { get; init; } = [];
}

/// <summary>Makes a security group. Names need not be unique, as in Entra: files and apps know a group by its id.</summary>
public sealed class CreateGroup(FoyerDb db, TimeProvider clock)
{
    /// <summary>All or nothing: an owner or member who is not there means no group.</summary>
    public async Task<Result<Group>> Run(GroupManager manager, NewGroup wanted, CancellationToken ct)
    {
        if (!manager.OfEveryGroup) return GroupProblems.NotYours;
        if (GroupWords.Name(wanted.Name).Failed(out var problem, out var name)) return problem;
        if (GroupWords.Description(wanted.Description).Failed(out problem, out var description)) return problem;
        var id = Ids.New(clock);
        if (GroupWords.Nickname(wanted.MailNickname ?? GroupWords.NicknameFor(name, id)).Failed(out problem, out var nickname)) return problem;
        if (wanted.Owners.Count + wanted.Members.Count > AddGroupMember.MostAtOnce) return GroupProblems.TooManyAtOnce;

        var group = new Group { TenantId = manager.TenantId, Id = id, DisplayName = name, Description = description.Length == 0 ? null : description, MailNickname = nickname, CreatedAt = clock.UtcNow };
        db.Groups.Add(group);
        foreach (var owner in wanted.Owners.Distinct())
        {
            if (!await db.Users.Live.AnyAsync(u => u.Id == owner, ct)) return GroupProblems.NoSuchUser;
            db.GroupOwners.Add(new() { TenantId = manager.TenantId, GroupId = id, OwnerId = owner });
        }
        foreach (var member in wanted.Members.Distinct())
        {
            // A group that nobody knew a moment ago lies inside no other, so this closes no circle.
            if (await db.Users.Live.AnyAsync(u => u.Id == member, ct)) db.GroupMembers.Add(new() { TenantId = manager.TenantId, GroupId = id, UserId = member, AddedAt = clock.UtcNow });
            else if (await db.Groups.Live.AnyAsync(g => g.Id == member, ct)) db.NestedGroups.Add(new() { TenantId = manager.TenantId, GroupId = id, MemberId = member, AddedAt = clock.UtcNow });
            else return GroupProblems.NoSuchMember;
        }
        db.AuditEntries.Add(manager.Did(clock, Activities.GroupAdded, "GroupManagement", "Group", id, name,
            wanted.Owners.Count + wanted.Members.Count == 0 ? null : AuditDetails.Of(("owners", wanted.Owners), ("members", wanted.Members))));
        await db.SaveChangesAsync(ct);
        return group;
    }
}
