using System.Text.Json;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Graph.Query;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>directoryAudit</c> and <c>signIn</c> (digest 5.9), both made of the audit log; the newest come first.</summary>
internal static class AuditTables
{
    private static readonly HashSet<string> InvitedUsers = new(StringComparer.Ordinal)
    {
        Activities.Invited, Activities.InvitedAnew, Activities.InternalInvited, Activities.Redeemed, Activities.GuestRemoved, Activities.ViralTenant, Activities.ViralUser,
        Activities.BatchUploaded, Activities.Resent, Activities.Revoked, Activities.Declined,
    };

    public static readonly GraphTable<AuditEntry> Changes = new GraphTable<AuditEntry>("directoryAudit", "auditLogs/directoryAudits", a => a.Id) { NewestFirst = true }
        .Add("id", a => a.Id, p => p.Default().Filter(Ops.Exact))
        .Add("activityDateTime", a => a.At, p => p.Default().Filter(Ops.Time).SortsAs(a => a.Id))
        .Add("activityDisplayName", a => a.Activity, p => p.Default().Filter(Ops.Text))
        .Load("additionalDetails", (_, rows) => Each(rows, row => Details(row).Select(d => GraphJson.Of(("key", d.Name), ("value", d.Value))).ToList()), p => p.Default())
        .Add("category", a => a.Category, p => p.Default().Filter(Ops.Exact))
        .Add("correlationId", a => a.CorrelationId, p => p.Default().Filter(Ops.Exact))
        .Load("initiatedBy", Initiators, p => p.Default())
        .Value("loggedByService", a => InvitedUsers.Contains(a.Activity) ? "Invited Users" : "Core Directory", p => p.Default())
        .Value("operationType", a => OperationType(a.Activity), p => p.Default())
        .Add("result", a => a.Result, a => a.Result == AuditResult.Success ? "success" : "failure", p => p.Default().Filter(Ops.Exact))
        .Add("resultReason", a => a.Reason, a => a.Reason ?? "", p => p.Default())
        .Load("targetResources", Targets, p => p.Default().Any(FindByTarget));

    public static readonly GraphTable<AuditEntry> SignIns = new GraphTable<AuditEntry>("signIn", "auditLogs/signIns", a => a.Id) { NewestFirst = true }
        .Add("id", a => a.Id, p => p.Default().Filter(Ops.Exact))
        .Add("createdDateTime", a => a.At, p => p.Default().Filter(Ops.Time).SortsAs(a => a.Id))
        .Load("userDisplayName", (call, rows) => OfUsers(call, rows, (row, user) => user?.Name ?? row.ActorName), p => p.Default())
        .Load("userPrincipalName", (call, rows) => OfUsers(call, rows, (row, user) => user?.Principal.ToLowerInvariant() ?? row.ActorName), p => p.Default())
        .Add("userId", a => a.ActorId, p => p.Default().Filter(Ops.Exact))
        .Load("appId", AppIds, p => p.Default())
        .Value("appDisplayName", a => a.TargetType == "ServicePrincipal" ? a.TargetName : null, p => p.Default())
        .Add("ipAddress", a => a.IpAddress, p => p.Default().Filter(Ops.Exact))
        .Value("clientAppUsed", _ => "Browser", p => p.Default())
        .Add("correlationId", a => a.CorrelationId, p => p.Default().Filter(Ops.Exact))
        .Value("conditionalAccessStatus", _ => "notApplied", p => p.Default())
        .Value("appliedConditionalAccessPolicies", _ => Array.Empty<string>(), p => p.Default())
        .Value("isInteractive", _ => true, p => p.Default())
        .Value("deviceDetail", _ => null, p => p.Default())
        .Value("location", _ => null, p => p.Default())
        .Value("resourceDisplayName", _ => null, p => p.Default())
        .Value("resourceId", _ => null, p => p.Default())
        .Value("status", a => GraphJson.Of(("errorCode", ErrorCode(a)), ("failureReason", a.Result == AuditResult.Success ? "Other." : a.Reason ?? ""), ("additionalDetails", null)), p => p.Default());

    private static string OperationType(string activity) => activity.Split(' ')[0] switch
    {
        "Add" or "Create" or "Invite" => "Add",
        "Delete" or "Hard" or "Remove" => "Delete",
        "Assign" => "Assign",
        _ => "Update",
    };

    /// <summary>A refusal begins with Entra's code, <c>AADSTS50105: …</c>; one without a code is told by Entra's general one.</summary>
    private static int ErrorCode(AuditEntry row)
    {
        if (row.Result == AuditResult.Success) return 0;
        var reason = row.Reason ?? "";
        var digits = reason.StartsWith("AADSTS", StringComparison.Ordinal) ? new string([.. reason.Skip("AADSTS".Length).TakeWhile(char.IsAsciiDigit)]) : "";
        return int.TryParse(digits, out var code) ? code : 50126;
    }

    /// <summary>Details are one flat object; what is a list there stands here as its JSON.</summary>
    private static List<(string Name, string? Value)> Details(AuditEntry row)
    {
        if (row.Details is null) return [];
        using var json = JsonDocument.Parse(row.Details);
        return [.. json.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.ValueKind == JsonValueKind.Null ? null : p.Value.ToString()))];
    }

    private static Task<IReadOnlyDictionary<Guid, object?>> Each(IReadOnlyList<AuditEntry> rows, Func<AuditEntry, object?> value) =>
        Task.FromResult<IReadOnlyDictionary<Guid, object?>>(rows.ToDictionary(r => r.Id, value));

    private static async Task<IReadOnlyDictionary<Guid, object?>> OfUsers(GraphCall call, IReadOnlyList<AuditEntry> rows, Func<AuditEntry, Person?, object?> value)
    {
        var people = await People(call, rows.Select(r => r.ActorId));
        return rows.ToDictionary(r => r.Id, r => value(r, r.ActorId is { } id ? people.GetValueOrDefault(id) : null));
    }

    private static async Task<IReadOnlyDictionary<Guid, object?>> AppIds(GraphCall call, IReadOnlyList<AuditEntry> rows)
    {
        var apps = await Apps(call, rows.Select(r => r.TargetId));
        return rows.ToDictionary(r => r.Id, object? (r) => r.TargetId is { } id && apps.TryGetValue(id, out var app) ? app.AppId : null);
    }

    private static async Task<IReadOnlyDictionary<Guid, object?>> Initiators(GraphCall call, IReadOnlyList<AuditEntry> rows)
    {
        var (people, apps) = (await People(call, rows.Select(r => r.ActorId)), await Apps(call, rows.Select(r => r.ActorId)));
        return rows.ToDictionary(r => r.Id, object? (r) =>
        {
            if (r.ActorId is { } id && apps.TryGetValue(id, out var app))
                return GraphJson.Of(("user", null), ("app", GraphJson.Of(("appId", app.AppId), ("displayName", r.ActorName), ("servicePrincipalId", id), ("servicePrincipalName", null))));
            if (r.ActorId is null) return GraphJson.Of(("user", null), ("app", GraphJson.Of(("appId", null), ("displayName", r.ActorName), ("servicePrincipalId", null), ("servicePrincipalName", null))));
            return GraphJson.Of(("app", null), ("user", GraphJson.Of(("displayName", r.ActorName), ("id", r.ActorId), ("ipAddress", r.IpAddress),
                ("userPrincipalName", people.GetValueOrDefault(r.ActorId.Value)?.Principal))));
        });
    }

    private static async Task<IReadOnlyDictionary<Guid, object?>> Targets(GraphCall call, IReadOnlyList<AuditEntry> rows)
    {
        var people = await People(call, rows.Select(r => r.TargetId));
        return rows.ToDictionary(r => r.Id, object? (r) => new[]
        {
            GraphJson.Of(("displayName", r.TargetName), ("groupType", r.TargetType == "Group" ? "azureAD" : null), ("id", r.TargetId), ("type", r.TargetType),
                ("userPrincipalName", r.TargetId is { } id ? people.GetValueOrDefault(id)?.Principal : null),
                ("modifiedProperties", Details(r).ConvertAll(d => GraphJson.Of(("displayName", d.Name), ("oldValue", null), ("newValue", d.Value))))),
        });
    }

    /// <summary><c>targetResources/any(t:t/id eq '…')</c>, along the index of targets.</summary>
    private static IQueryable<Guid>? FindByTarget(FoyerDb db, IReadOnlyList<AnyTerm> terms)
    {
        if (terms is not [{ Field: "id", Beginning: false } term]) return null;
        var target = Guid.TryParse(term.Value, out var id) ? id : Guid.Empty;
        return db.AuditEntries.Where(a => a.TargetId == target).Select(a => a.Id);
    }

    private sealed record Person(string Name, string Principal);

    private static async Task<Dictionary<Guid, Person>> People(GraphCall call, IEnumerable<Guid?> ids)
    {
        var wanted = ids.OfType<Guid>().Distinct().ToList();
        return await call.Db.Set<Foyer.Users.User>().Where(u => EF.Parameter(wanted).Contains(u.Id)).Select(u => new { u.Id, u.DisplayName, u.UserPrincipalName }).ToDictionaryAsync(u => u.Id, u => new Person(u.DisplayName, u.UserPrincipalName), call.Ct);
    }

    private static async Task<Dictionary<Guid, (Guid AppId, string Name)>> Apps(GraphCall call, IEnumerable<Guid?> ids)
    {
        var wanted = ids.OfType<Guid>().Distinct().ToList();
        return await call.Db.Set<Foyer.Apps.ServicePrincipal>().Where(s => EF.Parameter(wanted).Contains(s.Id)).Select(s => new { s.Id, s.AppId, s.DisplayName }).ToDictionaryAsync(s => s.Id, s => (s.AppId, s.DisplayName), call.Ct);
    }
}
