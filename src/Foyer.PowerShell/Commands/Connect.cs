using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using Foyer.PowerShell.Connection;
using Foyer.PowerShell.Shapes;

namespace Foyer.PowerShell.Commands;

/// <summary>Connects this process to a Foyer server: as a person (device code), or as an app with its secret or certificate.</summary>
[Cmdlet(VerbsCommunications.Connect, "Foyer", DefaultParameterSetName = Person)]
[OutputType("Foyer.Context")]
public sealed class ConnectFoyer : FoyerCmdlet
{
    /// <summary>The app as which this module signs people in; every organisation has it.</summary>
    internal const string ModuleClientId = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    private const string Person = "DeviceCode";
    private const string Secret = "ClientSecret";
    private const string Certified = "Certificate";
    private const string Thumb = "CertificateThumbprint";
    private const string Given = "AccessToken";

    /// <summary>The server's address, such as https://foyer.contoso.com.</summary>
    [Parameter(Mandatory = true, Position = 0)] public Uri Url { get; set; } = null!;

    /// <summary>The organisation: its id or one of its domains.</summary>
    [Parameter(Mandatory = true, Position = 1), Alias("TenantId")] public string Tenant { get; set; } = null!;

    [Parameter(ParameterSetName = Person), Parameter(ParameterSetName = Secret, Mandatory = true), Parameter(ParameterSetName = Certified, Mandatory = true), Parameter(ParameterSetName = Thumb, Mandatory = true), Alias("ApplicationId")]
    public string? ClientId { get; set; }

    [Parameter(ParameterSetName = Secret, Mandatory = true)] public SecureString ClientSecret { get; set; } = null!;

    [Parameter(ParameterSetName = Certified, Mandatory = true)] public X509Certificate2 Certificate { get; set; } = null!;

    /// <summary>Finds the certificate in the personal store of the account or the machine.</summary>
    [Parameter(ParameterSetName = Thumb, Mandatory = true)] public string CertificateThumbprint { get; set; } = null!;

    [Parameter(ParameterSetName = Given, Mandatory = true)] public SecureString AccessToken { get; set; } = null!;

    /// <summary>Permissions to ask for; without it, all that were consented to.</summary>
    [Parameter(ParameterSetName = Person)] public string[] Scopes { get; set; } = [];

    protected override void ProcessRecord() => Try(Url, () =>
    {
        TokenSource tokens = ParameterSetName switch
        {
            Secret => new SecretTokens(ClientId!, Body.Reveal(ClientSecret)),
            Certified => new CertificateTokens(ClientId!, Certificate),
            Thumb => new CertificateTokens(ClientId!, Certificates.Find(CertificateThumbprint)),
            Given => new GivenToken(Body.Reveal(AccessToken)),
            _ => new DeviceCodeTokens(ClientId ?? ModuleClientId, Scopes, message => Host?.UI?.WriteLine(message)),
        };
        Connections.Open(Url, Url, Tenant, tokens, Stopping);
        WriteObject(Connections.Context());
    });
}

/// <summary>Forgets the connection and its tokens.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Foyer")]
public sealed class DisconnectFoyer : FoyerCmdlet
{
    protected override void ProcessRecord() => FoyerConnection.Close();
}

/// <summary>Tells to which server and organisation this process is connected, and how.</summary>
[Cmdlet(VerbsCommon.Get, "FoyerContext")]
[OutputType("Foyer.Context")]
public sealed class GetFoyerContext : FoyerCmdlet
{
    protected override void ProcessRecord()
    {
        if (FoyerConnection.Current is not null) WriteObject(Connections.Context());
    }
}

internal static class Connections
{
    /// <summary>Opens the connection; plain http only to this machine, as secrets travel over it.</summary>
    public static void Open(Uri url, Uri authority, string tenant, TokenSource tokens, CancellationToken ct)
    {
        foreach (var address in new[] { url, authority })
        {
            if (!address.IsAbsoluteUri || (address.Scheme != "https" && !(address.Scheme == "http" && address.IsLoopback)))
                throw new DirectoryException(0, "bad_url", $"{address} cannot be used: the address must begin with https://.");
        }

        new FoyerConnection(url, authority, tenant, tokens).Open(ct);
    }

    public static PSObject Context()
    {
        var current = FoyerConnection.Current!;
        var context = new PSObject();
        context.TypeNames.Insert(0, "Foyer.Context");
        context.Properties.Add(new PSNoteProperty("Url", current.Url.GetLeftPart(UriPartial.Authority)));
        context.Properties.Add(new PSNoteProperty("TenantId", current.Tenant));
        context.Properties.Add(new PSNoteProperty("ClientId", current.ClientId));
        context.Properties.Add(new PSNoteProperty("AuthType", current.Kind));
        return context;
    }
}

internal static class Certificates
{
    public static X509Certificate2 Find(string thumbprint)
    {
        foreach (var place in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, place);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            var found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
            if (found.Count > 0) return found[0];
        }

        throw new DirectoryException(0, "no_certificate", $"No certificate with the thumbprint {thumbprint} is in the personal stores of this account or machine.");
    }
}
