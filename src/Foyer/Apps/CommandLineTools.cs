namespace Foyer.Apps;

/// <summary>
/// Apps that every organisation here knows without registering them: what scripts and developers' credentials sign in with when
/// they name no client id of their own. They are public clients, hold no right, and need consent like anybody else's app.
/// </summary>
public static class CommandLineTools
{
    /// <summary>The client id that Graph's command line uses.</summary>
    public static readonly Guid AppId = new("14d82eec-204b-4c2f-b7e8-296a70dab67e");
    /// <summary>The client id that <c>azure.identity</c> uses for developers.</summary>
    public static readonly Guid DeveloperAppId = new("04b07795-8ddb-461a-bbee-02f9e1bf7b46");

    private static readonly Dictionary<Guid, Application> Known = new()
    {
        [AppId] = Tool(AppId, "Foyer Command Line Tools"),
        [DeveloperAppId] = Tool(DeveloperAppId, "Foyer Developer Sign-in"),
    };

    public static Application? Find(Guid appId) => Known.GetValueOrDefault(appId);

    private static Application Tool(Guid appId, string name) => new()
    {
        TenantId = Guid.Empty,
        Id = appId,
        AppId = appId,
        DisplayName = name,
        SignInAudience = Audiences.Everybody,
        IsPublicClient = true,
        RedirectUris = ["http://localhost"],
        CreatedAt = DateTime.UnixEpoch,
    };
}
