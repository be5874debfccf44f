using Foyer.Audit;
using Foyer.Graph.Query;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary><c>/auditLogs</c>: what was changed, and who signed in (digest 5.9). Every change, of whoever, stands there in its own transaction.</summary>
internal static class AuditEndpoints
{
    private const string SignIn = "SignIn";
    private static readonly string[] People = [Activities.SignIn, Activities.AppSignIn];

    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/auditLogs/directoryAudits", (GraphCall call) => call.List(AuditTables.Changes, Changes(call)));
        graph.MapGet("/auditLogs/directoryAudits/{id}", async (GraphCall call, string id) => await call.One(AuditTables.Changes, await Find(call, Changes(call), id), id));
        graph.MapGet("/auditLogs/signIns", (GraphCall call) => call.List(AuditTables.SignIns, SignIns(call)));
        graph.MapGet("/auditLogs/signIns/{id}", async (GraphCall call, string id) => await call.One(AuditTables.SignIns, await Find(call, SignIns(call), id), id));
    }

    private static IQueryable<AuditEntry> Changes(GraphCall call) => call.Db.AuditEntries.Where(a => a.Category != SignIn);

    /// <summary>People only: of an app that signs in for itself, who and where are the same.</summary>
    private static IQueryable<AuditEntry> SignIns(GraphCall call) =>
        call.Db.AuditEntries.Where(a => a.Category == SignIn && People.Contains(a.Activity) && (a.ActorId == null || a.TargetId == null || a.ActorId != a.TargetId || a.TargetType == "User") && !(a.TargetType == "ServicePrincipal" && a.ActorName == a.TargetName));

    private static async Task<AuditEntry?> Find(GraphCall call, IQueryable<AuditEntry> rows, string id) =>
        Guid.TryParse(id, out var guid) ? await rows.AsNoTracking().SingleOrDefaultAsync(a => a.Id == guid, call.Ct) : null;
}
