namespace CorporateApp;

/// <summary>
/// Lets the demo start this app without copying a secret: <c>--Demo:File demo.json --Demo:App moodle</c> reads the registration
/// that the demo wrote. A real app has none of this and gets <c>Oidc:*</c> from its own configuration.
/// </summary>
internal static class DemoFile
{
    /// <summary>Fills the <c>Oidc:*</c>, <c>App:Name</c> and <c>Urls</c> that are not configured otherwise.</summary>
    public static void AddDemoFile(this ConfigurationManager configuration)
    {
        if (configuration["Demo:File"] is not { Length: > 0 } file)
        {
            return;
        }

        var name = configuration["Demo:App"] ?? "moodle";
        var demo = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build();
        var app = demo.GetSection($"apps:{name}");
        var found = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["App:Name"] = char.ToUpperInvariant(name[0]) + name[1..],
            ["Oidc:Authority"] = $"{demo["baseUrl"]?.TrimEnd('/')}/{demo["tenants:contoso:id"]}/v2.0",
            ["Oidc:ClientId"] = app["appId"],
            ["Oidc:ClientSecret"] = app["clientSecret"],
            ["Urls"] = app["url"],
        };
        configuration.AddInMemoryCollection(found.Where(setting => string.IsNullOrEmpty(configuration[setting.Key])).ToList());
    }
}
