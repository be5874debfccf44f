using Foyer.Apps;
using Foyer.Users;

namespace Foyer.Connect.Consent;

/// <summary>
/// What an app asks for and what it has already. <paramref name="Names"/> is what a token may carry for the asked resource;
/// <paramref name="Missing"/> is what somebody still has to allow.
/// </summary>
internal sealed record ConsentState(KnownApp? Resource, IReadOnlyList<AskedName> Names, IReadOnlyList<NeededScope> Missing, bool OnlyAdmin)
{
    /// <summary>A foreign app that asks for nothing still has to be let in once.</summary>
    public bool IsComplete { get; init; } = Missing.Count == 0;
}

/// <summary>
/// Has everything that an app asks for in somebody's name been allowed (docs/adr/0014)? An organisation's own apps have what a
/// sign-in takes, and themselves, without a question; everything else was allowed by the person or by an administrator, or it is asked for.
/// </summary>
internal sealed class CheckConsent(FindApp find, ReadNeeds needs, ReadConsents consents)
{
    /// <summary><paramref name="again"/>: ask anew for what was allowed before (<c>prompt=consent</c>).</summary>
    public async Task<(ConsentState? State, OAuthError? Error)> Run(Client client, User user, AskedScopes asked, bool again, CancellationToken ct)
    {
        // By far the most sign-ins: nothing to look up.
        if (client.IsOwn && !again && asked.Names.Count == 0) return (new ConsentState(null, [], [], OnlyAdmin: false), null);

        if (await Resource(client, asked.Resource, ct) is not { } resource) return (null, OAuthErrors.NoResource);
        var held = client.IsInstalled ? await consents.Held(client.ServicePrincipal.Id, user.Id, ct) : [];
        var wanted = new List<NeededScope>();
        var names = new List<AskedName>();
        if (asked.OpenId.Count > 0 && !client.IsOwn)
        {
            var directory = asked.IsForDirectory ? resource : (await find.Run(DirectoryScopes.ResourceAppId, ct))!;
            wanted.AddRange(asked.OpenId.Select(name => new NeededScope(directory, DirectoryScopes.All.Single(s => s.Value == name))));
        }

        var offered = await find.ScopesOf(resource.App, ct);
        foreach (var name in asked.Names.Where(n => n.Name != AskedScopes.Default))
        {
            if (offered.FirstOrDefault(s => s.Value.Equals(name.Name, StringComparison.OrdinalIgnoreCase)) is not { } scope) return (null, OAuthErrors.NoSuchScope);
            wanted.Add(new NeededScope(resource, scope));
            names.Add(new AskedName(scope.Value, name.Text));
        }
        if (asked.Everything is { } everything)
        {
            if (held.Count == 0 || again) wanted.AddRange((await needs.Of(client.Known, ct)).Scopes);
            names.AddRange(offered.Where(s => Holds(client, resource, s, held)).Select(s => new AskedName(s.Value, everything.Spell(s.Value))));
        }

        var missing = wanted.DistinctBy(p => (p.Resource.App.AppId, p.Scope.Id)).Where(p => again ? !IsFree(client, p.Resource, p.Scope) : !Holds(client, p.Resource, p.Scope, held)).ToList();
        var complete = missing.Count == 0 && client.IsInstalled;
        var onlyAdmin = missing.Exists(p => p.Scope.Type == ScopeType.Admin) || (user.IsGuest && (!client.IsInstalled || missing.Exists(p => !p.Resource.IsInstalled)));
        return (new ConsentState(resource, names, missing, onlyAdmin) { IsComplete = complete }, null);
    }

    private async Task<KnownApp?> Resource(Client client, Guid appId, CancellationToken ct) =>
        appId == client.App.AppId ? client.Known
        : await find.Run(appId, ct) is { Principal.AccountEnabled: true } known ? known : null;

    private static bool Holds(Client client, KnownApp resource, ScopeFacts scope, Dictionary<Guid, HashSet<string>> held) =>
        IsFree(client, resource, scope) || held.GetValueOrDefault(resource.App.AppId)?.Contains(scope.Value) == true;

    private static bool IsFree(Client client, KnownApp resource, ScopeFacts scope) =>
        client.IsOwn && (resource.App.AppId == client.App.AppId || (resource.App.AppId == DirectoryScopes.ResourceAppId && DirectoryScopes.Basic.Contains(scope.Value)));
}
