using Foyer.Policies;
using Foyer.Web;

namespace Foyer.Connect;

/// <summary>A scope as it was asked for: <paramref name="Name"/> is what stands after the resource in <paramref name="Text"/>.</summary>
internal sealed record AskedName(string Name, string Text)
{
    /// <summary>Another name of the same resource, spelt as this one: clients look for the answer by what they asked.</summary>
    public string Spell(string name) => Text[..^Name.Length] + name;
}

/// <summary>
/// What the scopes of a request mean: the parts of OpenID Connect, and one resource with the names asked of it. Without a
/// resource the token is for the directory's own API, as Entra does it.
/// </summary>
internal sealed record AskedScopes(IReadOnlyList<string> OpenId, Guid Resource, IReadOnlyList<AskedName> Names)
{
    public const string Default = ".default";
    private const string GraphOrigin = "https://graph.microsoft.com";
    private static readonly string[] Standard = ["openid", "profile", "email", "offline_access"];

    public bool Has(string openId) => OpenId.Contains(openId, StringComparer.Ordinal);

    public bool IsForDirectory => Resource == GraphApp.AppId;

    /// <summary>Whatever was allowed (or, while nothing was, whatever the registration says that the app needs).</summary>
    public AskedName? Everything => Names.FirstOrDefault(n => n.Name == Default);

    /// <summary>Null with the error when they name more than one resource.</summary>
    public static (AskedScopes? Scopes, OAuthError? Error) Of(IEnumerable<string> scopes, FoyerOptions options)
    {
        var openId = new List<string>();
        var names = new List<AskedName>();
        Guid? resource = null;
        foreach (var scope in scopes.Distinct(StringComparer.Ordinal))
        {
            if (Standard.Contains(scope, StringComparer.Ordinal))
            {
                openId.Add(scope);
                continue;
            }
            var cut = scope.LastIndexOf('/');
            var (of, name) = cut < 0 ? (GraphApp.AppId, scope) : (ResourceOf(scope[..cut].TrimEnd('/'), options), scope[(cut + 1)..]);
            if (of is not { } app) return (null, OAuthErrors.NoResource);
            if (resource is { } other && other != app) return (null, OAuthErrors.OneResource);
            resource = app;
            names.Add(new AskedName(name, scope));
        }
        return (new AskedScopes(openId, resource ?? GraphApp.AppId, names), null);
    }

    private static Guid? ResourceOf(string resource, FoyerOptions options)
    {
        if (resource == GraphOrigin || string.Equals(resource, options.Url(""), StringComparison.OrdinalIgnoreCase)) return GraphApp.AppId;
        if (resource.StartsWith("api://", StringComparison.Ordinal)) resource = resource["api://".Length..];
        return Guid.TryParseExact(resource, "D", out var id) ? id : null;
    }
}
