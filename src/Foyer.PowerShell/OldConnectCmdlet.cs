using System.Management.Automation;
using Foyer.PowerShell.Commands;
using Foyer.PowerShell.Connection;
using Foyer.PowerShell.Shapes;

namespace Foyer.PowerShell;

/// <summary>
/// Connects under a retired module's name. Its scripts name no server, so the variable FOYER_URL does; a credential is an app's
/// id and secret, since passwords of people never go through a script here.
/// </summary>
public abstract class OldConnectCmdlet : FoyerCmdlet
{
    [Parameter] public PSCredential? Credential { get; set; }

    private protected void Open(string tenant) => Try(tenant, () =>
    {
        if (!Uri.TryCreate(Environment.GetEnvironmentVariable("FOYER_URL"), UriKind.Absolute, out var url))
            throw new PSInvalidOperationException("Which server? Set the variable FOYER_URL to its address.");
        TokenSource tokens = Credential is { } app
            ? new SecretTokens(app.UserName, Body.Reveal(app.Password))
            : new DeviceCodeTokens(ConnectFoyer.ModuleClientId, [], message => Host?.UI?.WriteLine(message));
        Connections.Open(url, url, tenant, tokens, Stopping);
        WriteObject(Connections.Context());
    });
}
