namespace Foyer.Apps;

/// <summary>A delegated permission on a resource.</summary>
public sealed record NeededScope(KnownApp Resource, ScopeFacts Scope);

/// <summary>A permission on a resource that an app holds for itself.</summary>
public sealed record NeededRole(KnownApp Resource, AppRole Role);

/// <summary>Everything that an app registration says the app needs, as far as the current tenant can give it.</summary>
public sealed record AppNeeds(IReadOnlyList<NeededScope> Scopes, IReadOnlyList<NeededRole> Roles)
{
    public ConsentWish Wish(Guid appId) => new(appId)
    {
        Scopes = Scopes.GroupBy(s => s.Resource.App.AppId).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(s => s.Scope.Value).Distinct(StringComparer.Ordinal)]),
        Roles = Roles.GroupBy(r => r.Resource.App.AppId).ToDictionary(g => g.Key, g => (IReadOnlyList<Guid>)[.. g.Select(r => r.Role.Id).Distinct()]),
    };
}

/// <summary>Reads what an app registration asks for (<c>requiredResourceAccess</c>). What no longer exists on the resource is left out.</summary>
public sealed class ReadNeeds(FindApp find)
{
    /// <summary>Null for an app that is not here.</summary>
    public async Task<AppNeeds?> OfApp(Guid appId, CancellationToken ct) => await find.Run(appId, ct) is { } client ? await Of(client, ct) : null;

    public async Task<AppNeeds> Of(KnownApp client, CancellationToken ct)
    {
        var scopes = new List<NeededScope>();
        var roles = new List<NeededRole>();
        // People sign in to it, which a foreign app is not given for nothing.
        if (!client.IsOwn && await find.Run(DirectoryScopes.ResourceAppId, ct) is { } directory)
            scopes.AddRange(DirectoryScopes.All.Where(s => DirectoryScopes.Basic.Contains(s.Value)).Select(s => new NeededScope(directory, s)));
        foreach (var group in (await find.RequiredBy(client.App, ct)).GroupBy(p => p.ResourceAppId))
        {
            var resource = group.Key == client.App.AppId ? client : await find.Run(group.Key, ct);
            if (resource is not { Principal.AccountEnabled: true }) continue;
            var (offeredScopes, offeredRoles) = (await find.ScopesOf(resource.App, ct), await find.RolesOf(resource.App, forApplications: true, ct));
            foreach (var need in group)
            {
                if (need.Kind == PermissionKind.Scope && offeredScopes.FirstOrDefault(s => s.Id == need.PermissionId) is { } scope) scopes.Add(new(resource, scope));
                else if (need.Kind == PermissionKind.Role && resource.IsInstalled && offeredRoles.Find(r => r.Id == need.PermissionId) is { } role) roles.Add(new(resource, role));
            }
        }
        return new AppNeeds([.. scopes.DistinctBy(s => (s.Resource.App.AppId, s.Scope.Id))], roles);
    }
}
