using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using Foyer.PowerShell.Commands;
using Foyer.PowerShell.Connection;
using Foyer.PowerShell.Shapes;

namespace Foyer.PowerShell.Graph;

/// <summary>Names a server's addresses, as scripts do for other clouds (digest 7.3).</summary>
[Cmdlet(VerbsCommon.Add, "MgEnvironment"), OutputType("Foyer.Environment")]
public sealed class AddMgEnvironment : FoyerCmdlet
{
    internal static readonly Dictionary<string, (Uri Graph, Uri SignIn)> Known = new(StringComparer.OrdinalIgnoreCase);

    [Parameter(Mandatory = true, Position = 0)] public string Name { get; set; } = null!;

    [Parameter(Mandatory = true)] public Uri GraphEndpoint { get; set; } = null!;

    [Parameter(Mandatory = true)] public Uri AzureADEndpoint { get; set; } = null!;

    protected override void ProcessRecord()
    {
        Known[Name] = (GraphEndpoint, AzureADEndpoint);
        var shape = new PSObject();
        shape.TypeNames.Insert(0, "Foyer.Environment");
        shape.Properties.Add(new PSNoteProperty("Name", Name));
        shape.Properties.Add(new PSNoteProperty("GraphEndpoint", GraphEndpoint));
        shape.Properties.Add(new PSNoteProperty("AzureADEndpoint", AzureADEndpoint));
        WriteObject(shape);
    }
}

/// <summary>Connects under the name that scripts use. The server is that of <c>-Environment</c>, or the variable FOYER_URL.</summary>
[Cmdlet(VerbsCommunications.Connect, "MgGraph", DefaultParameterSetName = Person)]
public sealed class ConnectMgGraph : FoyerCmdlet
{
    private const string Person = "UserParameterSet";
    private const string Secret = "AppSecretCredentialParameterSet";
    private const string Certified = "AppCertificateParameterSet";
    private const string Given = "AccessTokenParameterSet";

    [Parameter(ParameterSetName = Person)] public string[] Scopes { get; set; } = [];

    [Parameter(ParameterSetName = Person), Parameter(ParameterSetName = Certified, Mandatory = true), Alias("AppId")] public string? ClientId { get; set; }

    [Parameter, Alias("Tenant", "Audience")] public string? TenantId { get; set; }

    [Parameter(ParameterSetName = Secret, Mandatory = true)] public PSCredential ClientSecretCredential { get; set; } = null!;

    [Parameter(ParameterSetName = Certified)] public string? CertificateThumbprint { get; set; }

    [Parameter(ParameterSetName = Certified)] public X509Certificate2? Certificate { get; set; }

    [Parameter(ParameterSetName = Given, Mandatory = true)] public SecureString AccessToken { get; set; } = null!;

    [Parameter] public string? Environment { get; set; }

    [Parameter(ParameterSetName = Person), Alias("UseDeviceAuthentication", "DeviceCode")] public SwitchParameter UseDeviceCode { get; set; }

    [Parameter, ValidateSet("Process", "CurrentUser")] public string? ContextScope { get; set; }

    [Parameter] public SwitchParameter NoWelcome { get; set; }

    protected override void ProcessRecord() => Try(Environment, () =>
    {
        var (graph, signIn) = Addresses();
        TokenSource tokens = ParameterSetName switch
        {
            Secret => new SecretTokens(ClientSecretCredential.UserName, Body.Reveal(ClientSecretCredential.Password)),
            Certified => new CertificateTokens(ClientId!, Certificate ?? Certificates.Find(CertificateThumbprint ?? throw new PSInvalidOperationException("Give -Certificate or -CertificateThumbprint."))),
            Given => new GivenToken(Body.Reveal(AccessToken)),
            _ => new DeviceCodeTokens(ClientId ?? ConnectFoyer.ModuleClientId, Scopes, message => Host?.UI?.WriteLine(message)),
        };
        Connections.Open(graph, signIn, TenantId ?? (ParameterSetName == Given ? "organizations" : throw new PSInvalidOperationException("Give -TenantId: an id or a domain of the organisation.")), tokens, Stopping);
        if (!NoWelcome) Host?.UI?.WriteLine("Welcome to " + graph.GetLeftPart(UriPartial.Authority));
    });

    private (Uri Graph, Uri SignIn) Addresses()
    {
        if (Environment is not null)
            return AddMgEnvironment.Known.TryGetValue(Environment, out var known) ? known : throw new PSInvalidOperationException($"There is no environment {Environment}. Add-MgEnvironment adds one.");
        var url = System.Environment.GetEnvironmentVariable("FOYER_URL");
        return Uri.TryCreate(url, UriKind.Absolute, out var address) ? (address, address) : throw new PSInvalidOperationException("Which server? Set the variable FOYER_URL to its address, or run Add-MgEnvironment and give -Environment.");
    }
}

/// <summary>Forgets the connection.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "MgGraph")]
public sealed class DisconnectMgGraph : FoyerCmdlet
{
    protected override void ProcessRecord() => FoyerConnection.Close();
}

/// <summary>To which server and organisation this process is connected.</summary>
[Cmdlet(VerbsCommon.Get, "MgContext")]
public sealed class GetMgContext : FoyerCmdlet
{
    protected override void ProcessRecord()
    {
        if (FoyerConnection.Current is not null) WriteObject(Connections.Context());
    }
}
