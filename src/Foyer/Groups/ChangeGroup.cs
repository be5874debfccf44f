using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>What is to change of a group: null leaves a property as it is, an empty description takes it away.</summary>
public sealed record GroupChange(string? Name = null, string? Description = null, string? MailNickname = null);

/// <summary>Renames or describes a group.</summary>
public sealed class ChangeGroup(FoyerDb db, TimeProvider clock)
{
    /// <summary>Safe to repeat: what already is so changes nothing and is not audited again.</summary>
    public async Task<Result<Done>> Run(GroupManager manager, Guid groupId, GroupChange change, CancellationToken ct)
    {
        var group = await db.Groups.Live.SingleOrDefaultAsync(g => g.Id == groupId, ct);
        if (group is null) return GroupProblems.NotFound;
        if (!await db.MayManage(manager, groupId, ct)) return GroupProblems.NotYours;

        var changed = new List<(string Name, object? Value)>();
        if (change.Name is not null)
        {
            if (GroupWords.Name(change.Name).Failed(out var problem, out var name)) return problem;
            if (name != group.DisplayName) changed.Add(("displayName", group.DisplayName = name));
        }
        if (change.Description is not null)
        {
            if (GroupWords.Description(change.Description).Failed(out var problem, out var description)) return problem;
            if (description != (group.Description ?? "")) changed.Add(("description", group.Description = description.Length == 0 ? null : description));
        }
        if (change.MailNickname is not null)
        {
            if (GroupWords.Nickname(change.MailNickname).Failed(out var problem, out var nickname)) return problem;
            if (nickname != group.MailNickname) changed.Add(("mailNickname", group.MailNickname = nickname));
        }

        if (changed.Count == 0) return Done.It;
        db.AuditEntries.Add(manager.Did(clock, Activities.GroupUpdated, "GroupManagement", "Group", groupId, group.DisplayName, AuditDetails.Of([.. changed])));
        await db.SaveChangesAsync(ct);
        return Done.It;
    }
}
