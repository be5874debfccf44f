using Foyer.Apps;
using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>appRoleAssignment</c> (digest 5.5).</summary>
internal static class AssignmentTable
{
    public static readonly GraphTable<AppRoleAssignment> Table = new GraphTable<AppRoleAssignment>("appRoleAssignment", "appRoleAssignments", a => a.Id)
        .Add("id", a => a.Id, p => p.Default())
        .Value("deletedDateTime", _ => null, p => p.Default())
        .Add("appRoleId", a => a.AppRoleId, p => p.Default().Filter(Ops.Exact))
        .Add("createdDateTime", a => a.CreatedAt, p => p.Default())
        .Load("principalDisplayName", Principals, p => p.Default())
        .Add("principalId", a => a.PrincipalId, p => p.Default().Filter(Ops.Exact))
        .Add("principalType", a => a.PrincipalType, p => p.Default().Filter(Ops.Exact))
        .Load("resourceDisplayName", Resources, p => p.Default())
        .Add("resourceId", a => a.ResourceId, p => p.Default().Filter(Ops.Exact));

    private static async Task<IReadOnlyDictionary<Guid, object?>> Resources(GraphCall call, IReadOnlyList<AppRoleAssignment> rows)
    {
        var ids = rows.Select(r => r.ResourceId).Distinct().ToList();
        var names = await call.Db.ServicePrincipals.Where(s => EF.Parameter(ids).Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.DisplayName, call.Ct);
        return rows.ToDictionary(r => r.Id, object? (r) => names.GetValueOrDefault(r.ResourceId));
    }

    private static async Task<IReadOnlyDictionary<Guid, object?>> Principals(GraphCall call, IReadOnlyList<AppRoleAssignment> rows)
    {
        var ids = rows.Select(r => r.PrincipalId).Distinct().ToList();
        var names = await call.Db.Users.Where(u => EF.Parameter(ids).Contains(u.Id)).Select(u => new { u.Id, u.DisplayName })
            .Concat(call.Db.Groups.Where(g => EF.Parameter(ids).Contains(g.Id)).Select(g => new { g.Id, g.DisplayName }))
            .Concat(call.Db.ServicePrincipals.Where(s => EF.Parameter(ids).Contains(s.Id)).Select(s => new { s.Id, s.DisplayName })).ToDictionaryAsync(p => p.Id, p => p.DisplayName, call.Ct);
        return rows.ToDictionary(r => r.Id, object? (r) => names.GetValueOrDefault(r.PrincipalId));
    }
}
