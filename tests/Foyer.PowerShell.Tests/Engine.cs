using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.Json;
using Foyer.Rig;

namespace Foyer.PowerShell.Tests;

/// <summary>The real PowerShell engine with the module loaded as people load it, and a real server with the demo.</summary>
public sealed class Engine : IAsyncLifetime
{
    private readonly RigFolder folder = new();
    private ServerProcess? server;
    private JsonElement demo;

    public Uri Url { get; private set; } = null!;

    public string Contoso => demo.GetProperty("tenants").GetProperty("contoso").GetProperty("id").GetString()!;

    public async ValueTask InitializeAsync()
    {
        var port = Ports.Free();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"));
        Directory.CreateDirectory(folder["data"]);
        server = new()
        {
            File = ServerProcess.Built("src/Foyer", "foyer"),
            Arguments = ["demo", "--serve"],
            ReadyUrl = new Uri(Url, "/health/ready"),
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["FOYER_DATA"] = folder["data"], ["Foyer__PublicUrl"] = Url.GetLeftPart(UriPartial.Authority) },
        };
        await server.Start();
        demo = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(folder["data"], "demo.json")));
    }

    public string MailFolder => Path.Combine(folder["data"], "mail");

    public string Value(params string[] path)
    {
        var at = demo;
        foreach (var name in path) at = at.GetProperty(name);
        return at.GetString()!;
    }

    /// <summary>
    /// Runs a script after the module is imported (with <paramref name="compatibility"/> the names of other modules) and connected
    /// as the automation app. Errors that the script does not catch fail the test.
    /// </summary>
    public Collection<PSObject> Run(string script, bool compatibility = false, bool connect = true) => Run(script, out _, compatibility, connect);

    public Collection<PSObject> Run(string script, out PSDataStreams streams, bool compatibility = false, bool connect = true)
    {
        var state = InitialSessionState.CreateDefault2();
        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell.AddScript($$"""
            $ErrorActionPreference = 'Stop'
            $env:PSModulePath = '{{Modules}}'
            Import-Module {{(compatibility ? "Foyer.PowerShell.Compatibility" : "Foyer.PowerShell")}}
            $url = '{{Url.GetLeftPart(UriPartial.Authority)}}'
            $env:FOYER_URL = $url
            $tenant = '{{Contoso}}'
            $clientId = '{{Value("automation", "clientId")}}'
            $secret = [System.Security.SecureString]::new()
            foreach ($c in '{{Value("automation", "clientSecret")}}'.ToCharArray()) { $secret.AppendChar($c) }
            $credential = [pscredential]::new($clientId, $secret)
            """).AddStatement();
        if (connect)
        {
            shell.AddScript(compatibility
                ? "Connect-MgGraph -TenantId $tenant -ClientSecretCredential $credential -NoWelcome"
                : "$null = Connect-Foyer $url $tenant -ClientId $clientId -ClientSecret $secret").AddStatement();
        }

        shell.AddScript(script);
        var output = shell.Invoke();
        streams = shell.Streams;
        return output;
    }

    public static string Modules => Path.Combine(ServerProcess.RepositoryRoot(), "src", "Foyer.PowerShell", "bin",
#if DEBUG
        "Debug"
#else
        "Release"
#endif
    );

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>One server and one engine for all tests; the connection belongs to the process, so they run one after the other.</summary>
[CollectionDefinition(nameof(Engine), DisableParallelization = true)]
public sealed class OneEngine : ICollectionFixture<Engine>;
