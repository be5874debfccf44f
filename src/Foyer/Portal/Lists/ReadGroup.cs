using Foyer.Apps;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal.Lists;

/// <summary>A member of a group: a user or a group.</summary>
public sealed record MemberRow(Guid Id, string Name, string Address, string Type, string Href, DateTime Since);

public sealed record AppOfGroup(Guid AssignmentId, Guid ServicePrincipalId, string App);

/// <summary>Everything the page of one group shows. <see cref="Members"/> holds one more than a page when there is a next one.</summary>
public sealed record GroupView(Group Group, IReadOnlyList<MemberRow> Members, IReadOnlyList<(Guid Id, string Name)> Owners,
    IReadOnlyList<(Guid Id, string Name)> Around, IReadOnlyList<AppOfGroup> Apps, bool GroupsOpenApps);

/// <summary>Reads one group of the current tenant; deleted ones too.</summary>
public sealed class ReadGroup(FoyerDb db, Benefits benefits)
{
    public const int PageSize = 50;

    public async Task<GroupView?> Run(Guid id, Guid after, CancellationToken ct)
    {
        var group = await db.Groups.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, ct);
        if (group is null) return null;

        var owners = await (from o in db.GroupOwners where o.GroupId == id join u in db.Users.Live on o.OwnerId equals u.Id orderby u.NameKey select new { u.Id, u.DisplayName }).ToListAsync(ct);
        var around = await (from n in db.NestedGroups where n.MemberId == id join g in db.Groups.Live on n.GroupId equals g.Id orderby g.NameKey select new { g.Id, g.DisplayName }).ToListAsync(ct);
        var apps = await (from a in db.AppRoleAssignments
                          where a.PrincipalId == id && a.PrincipalType == PrincipalType.Group
                          join s in db.ServicePrincipals on a.ResourceId equals s.Id
                          orderby s.DisplayName
                          select new AppOfGroup(a.Id, s.Id, s.DisplayName)).ToListAsync(ct);
        return new(group, await Members(id, after, ct), [.. owners.Select(o => (o.Id, o.DisplayName))], [.. around.Select(g => (g.Id, g.DisplayName))], apps, await benefits.MayAssignGroupsToApps(ct));
    }

    /// <summary>In the order of ids, users and groups together: a page costs the same however large the group is.</summary>
    private async Task<List<MemberRow>> Members(Guid id, Guid after, CancellationToken ct)
    {
        var users = from m in db.GroupMembers
                    where m.GroupId == id && m.UserId > after
                    join u in db.Users on m.UserId equals u.Id
                    where u.DeletedAt == null
                    select new { u.Id, Name = u.DisplayName, Address = u.Mail ?? u.UserPrincipalName, IsGroup = false, IsGuest = u.UserType == UserType.Guest, m.AddedAt };
        var groups = from n in db.NestedGroups
                     where n.GroupId == id && n.MemberId > after
                     join g in db.Groups on n.MemberId equals g.Id
                     where g.DeletedAt == null
                     select new { g.Id, Name = g.DisplayName, Address = "", IsGroup = true, IsGuest = false, n.AddedAt };
        var rows = await users.OrderBy(u => u.Id).Take(PageSize + 1).ToListAsync(ct);
        var inside = await groups.OrderBy(g => g.Id).Take(PageSize + 1).ToListAsync(ct);
        return [.. rows.Concat(inside).OrderBy(r => r.Id.ToString("D"), StringComparer.Ordinal).Take(PageSize + 1)
            .Select(r => new MemberRow(r.Id, r.Name, r.Address, r.IsGroup ? "Group" : r.IsGuest ? "Guest" : "Member", r.IsGroup ? $"/portal/groups/{r.Id}" : $"/portal/users/{r.Id}", r.AddedAt))];
    }
}
