using Foyer.Apps;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal.Lists;

/// <summary>Something that can be added somewhere: a user, a group or an app, with the roles to choose from.</summary>
public sealed record Found(Guid Id, string Name, string Detail, PrincipalType Type = PrincipalType.User)
{
    public IReadOnlyList<(Guid Id, string Name)> Roles { get; init; } = [];
}

/// <summary>A match that was added, with the role chosen when there were roles.</summary>
public sealed record Choice(Found Found, Guid? Role);

/// <summary>Answers the small search boxes of detail pages: a handful of matches by the beginning of a name.</summary>
public sealed class FindPrincipals(FoyerDb db)
{
    private const int Most = 8;

    public async Task<List<Found>> Users(string text, CancellationToken ct) =>
        [.. (await db.Users.Live.StartingWith(text).OrderBy(u => u.NameKey).ThenBy(u => u.Id).Take(Most)
            .Select(u => new { u.Id, u.DisplayName, u.Mail, u.UserPrincipalName }).ToListAsync(ct))
            .Select(u => new Found(u.Id, u.DisplayName, u.Mail ?? u.UserPrincipalName))];

    public async Task<List<Found>> Groups(string text, CancellationToken ct) =>
        [.. (await db.Groups.Live.StartingWith(text).OrderBy(g => g.NameKey).ThenBy(g => g.Id).Take(Most).ToListAsync(ct))
            .Select(g => new Found(g.Id, g.DisplayName, g.Description ?? "Group", PrincipalType.Group))];

    public async Task<List<Found>> UsersAndGroups(string text, CancellationToken ct) => [.. await Groups(text, ct), .. await Users(text, ct)];

    public async Task<List<Found>> Apps(string text, CancellationToken ct)
    {
        var lower = text.Trim().ToLowerInvariant();
        var apps = await db.ServicePrincipals.Where(s => !s.Hidden && s.DisplayName.ToLower().StartsWith(lower)).OrderBy(s => s.DisplayName).ThenBy(s => s.Id).Take(Most).ToListAsync(ct);
        var found = new List<Found>();
        foreach (var app in apps) found.Add(new(app.Id, app.DisplayName, app.SignOnUrl ?? "") { Roles = await RolesOf(app.AppId, ct) });
        return found;
    }

    public async Task<List<(Guid Id, string Name)>> RolesOf(Guid appId, CancellationToken ct) =>
        [.. (await db.RolesForPeople(appId).OrderBy(r => r.DisplayName).Select(r => new { r.Id, r.DisplayName }).ToListAsync(ct)).Select(r => (r.Id, r.DisplayName))];
}
