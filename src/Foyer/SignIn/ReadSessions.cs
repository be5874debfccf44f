using System.Security.Claims;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>A browser in which a person is signed in. <paramref name="Browser"/> and <paramref name="System"/> are what it says it is; null when it says nothing known.</summary>
public sealed record OpenSession(Guid Id, DateTime AuthenticatedAt, DateTime LastSeenAt, string? IpAddress, string? Browser, string? System);

/// <summary>The sessions of a person that still count, the latest first.</summary>
public sealed class ReadSessions(TenantScopes scopes, FoyerOptions options, TimeProvider clock)
{
    private static readonly (string Mark, string Name)[] Browsers = [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    private static readonly (string Mark, string Name)[] Systems = [("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    public async Task<List<OpenSession>> Run(ClaimsPrincipal person, CancellationToken ct)
    {
        await using var scope = scopes.In(person.HomeTenantId);
        var (id, now, idleSince) = (person.HomeUserId, clock.UtcNow, clock.UtcNow - options.Sessions.Idle);
        var sessions = await scope.ServiceProvider.GetRequiredService<FoyerDb>().Sessions.AsNoTracking()
            .Where(s => s.UserId == id && s.EndedAt == null && s.ExpiresAt > now && s.LastSeenAt > idleSince)
            .OrderByDescending(s => s.LastSeenAt).Take(100).ToListAsync(ct);
        return sessions.ConvertAll(s => new OpenSession(s.Id, s.AuthenticatedAt, s.LastSeenAt, s.IpAddress, Known(Browsers, s.UserAgent), Known(Systems, s.UserAgent)));
    }

    private static string? Known((string Mark, string Name)[] names, string? agent) =>
        agent is null ? null : names.FirstOrDefault(n => agent.Contains(n.Mark, StringComparison.Ordinal)).Name;
}
