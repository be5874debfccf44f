using System.Text;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Groups;

/// <summary>Makes an empty security group. Names need not be unique, as in Entra: files and apps know a group by its id.</summary>
public sealed class CreateGroup(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Group>> Run(TenantAdmin admin, string? name, string? description, CancellationToken ct)
    {
        name = (name ?? "").Trim().Normalize(NormalizationForm.FormC);
        description = string.IsNullOrWhiteSpace(description) ? null : description.Trim();
        if (name.Length is 0 or > 256 || name.EnumerateRunes().Any(rune => Printable.IsHidden(rune.Value))) return GroupProblems.NameMissing;
        if (description?.Length > 1024) return GroupProblems.DescriptionTooLong;

        var id = Ids.New(clock);
        var group = new Group { TenantId = admin.TenantId, Id = id, DisplayName = name, Description = description, MailNickname = Nickname(name, id), CreatedAt = clock.UtcNow };
        db.Groups.Add(group);
        db.AuditEntries.Add(admin.Did(clock, Activities.GroupAdded, "GroupManagement", "Group", group.Id, group.DisplayName));
        await db.SaveChangesAsync(ct);
        return group;
    }

    private static string Nickname(string name, Guid id)
    {
        var letters = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return letters.Length > 0 ? letters[..Math.Min(letters.Length, 64)] : id.ToString("N");
    }
}
