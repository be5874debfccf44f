using Foyer.Data;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal.Lists;

public sealed record GroupRow(Guid Id, string Name, string NameKey, string? Description, int Members, DateTime? DeletedAt);

/// <summary>A page of groups by name, and where the next one begins; null at the end.</summary>
public sealed record GroupRows(IReadOnlyList<GroupRow> Rows, string? Next);

/// <summary>The list of groups, page by page along the index of names.</summary>
public sealed class GroupList(FoyerDb db)
{
    private const int PageSize = 50;
    private const char Separator = '\u001f';

    public async Task<GroupRows> Read(string? search, bool deleted, string? after, CancellationToken ct)
    {
        var groups = (deleted ? db.Groups.Where(g => g.DeletedAt != null) : db.Groups.Live).StartingWith(search);
        if (after?.Split(Separator) is [var name, var tail] && Guid.TryParseExact(tail, "N", out var id))
            groups = groups.Where(g => string.Compare(g.NameKey, name) >= 0 && (string.Compare(g.NameKey, name) > 0 || g.Id > id));
        var (members, nested, users, inner) = (db.GroupMembers, db.NestedGroups, db.Users, db.Groups);
        var rows = await groups.OrderBy(g => g.NameKey).ThenBy(g => g.Id).Take(PageSize + 1)
            .Select(g => new GroupRow(g.Id, g.DisplayName, g.NameKey, g.Description,
                members.Count(m => m.GroupId == g.Id && users.Any(u => u.Id == m.UserId && u.DeletedAt == null)) + nested.Count(n => n.GroupId == g.Id && inner.Any(i => i.Id == n.MemberId && i.DeletedAt == null)), g.DeletedAt))
            .ToListAsync(ct);
        if (rows.Count <= PageSize) return new(rows, null);
        rows.RemoveAt(PageSize);
        return new(rows, rows[^1].NameKey + Separator + rows[^1].Id.ToString("N"));
    }
}

internal static class GroupSearch
{
    extension(IQueryable<Group> groups)
    {
        /// <summary>Whose name begins with what was typed; ranges, so that the index answers. As for people, the store lowers A to Z only.</summary>
        public IQueryable<Group> StartingWith(string? typed)
        {
            typed = typed?.Trim();
            if (string.IsNullOrEmpty(typed)) return groups;
            var ascii = string.Concat(typed.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
            var (lower, lowerEnd, asciiEnd) = (typed.ToLowerInvariant(), typed.ToLowerInvariant() + '\uffff', ascii + '\uffff');
            return groups.Where(g => (string.Compare(g.NameKey, lower) >= 0 && string.Compare(g.NameKey, lowerEnd) < 0)
                || (string.Compare(g.NameKey, ascii) >= 0 && string.Compare(g.NameKey, asciiEnd) < 0));
        }
    }
}
