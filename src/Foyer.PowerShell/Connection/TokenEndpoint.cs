using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Connection;

/// <summary>The sign-in addresses of one tenant (digest 6.1).</summary>
internal sealed class TokenEndpoint(Wire wire, string authority, string tenant)
{
    private readonly string home = authority.TrimEnd('/') + "/" + Uri.EscapeDataString(tenant) + "/oauth2/v2.0/";

    public string TokenUrl => home + "token";

    /// <summary>Everything that was consented to on the directory's own API.</summary>
    public string DefaultScope => "https://graph.microsoft.com/.default";

    public JObject Post(Dictionary<string, string?> form, CancellationToken ct) => wire.PostForm(TokenUrl, form, ct);

    public JObject PostDevice(Dictionary<string, string?> form, CancellationToken ct) => wire.PostForm(home + "devicecode", form, ct);
}
