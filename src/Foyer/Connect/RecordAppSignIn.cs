using Foyer.Apps;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>Apps that sign in with a secret of their own stand in the audit log as people do, and so do those who try with a wrong one.</summary>
internal sealed class RecordAppSignIn(FoyerDb db, ResolveActor resolve, AttemptLimits limits, RequestInfo from, TimeProvider clock)
{
    /// <summary>Failures written down for one app and one address; who guesses on does not fill the log.</summary>
    private const int MostFailures = 100;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public Task Succeeded(Client client, CancellationToken ct) =>
        Write(client.ServicePrincipal.Id, client.ServicePrincipal.DisplayName, client.ServicePrincipal.Id, null, ct);

    /// <summary>A failure of an app that is registered here; of all others nobody here wants to know.</summary>
    public async Task Failed(string? clientId, OAuthError error, CancellationToken ct)
    {
        if (!Guid.TryParseExact(clientId, "D", out var appId)) return;
        var app = await db.ServicePrincipals.Where(s => s.AppId == appId).Select(s => new { s.Id, s.DisplayName }).SingleOrDefaultAsync(ct);
        if (app is null || await limits.Count("client", $"{appId}\n{from.IpAddress}", MostFailures, Window, ct, who: app.DisplayName) is not null) return;
        await Write(app.Id, app.DisplayName, null, error, ct);
    }

    private Task<int> Write(Guid id, string name, Guid? actor, OAuthError? error, CancellationToken ct)
    {
        db.AuditEntries.Add((resolve.Visitor(name) with { Id = actor }).Did(clock, Activities.AppSignIn, "SignIn", "ServicePrincipal", id, name,
            result: error is null ? AuditResult.Success : AuditResult.Failure, reason: error?.Description));
        return db.SaveChangesAsync(ct);
    }
}
