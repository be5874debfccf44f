using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Connection;

/// <summary>The directory that the cmdlets of this process speak to, and as whom.</summary>
internal sealed class FoyerConnection : IDisposable
{
    private readonly Wire wire = new();
    private readonly TokenSource tokens;
    private readonly TokenEndpoint endpoint;

    public FoyerConnection(Uri url, Uri authority, string tenant, TokenSource tokens)
    {
        (Url, Tenant, this.tokens) = (url, tenant, tokens);
        endpoint = new TokenEndpoint(wire, authority.GetLeftPart(UriPartial.Authority), tenant);
    }

    public static FoyerConnection? Current { get; private set; }

    public Uri Url { get; }

    public string Tenant { get; }

    public string Kind => tokens.Kind;

    public string? ClientId => tokens.ClientId;

    /// <summary>Makes this the connection of the process, once a token shows that it works.</summary>
    public void Open(CancellationToken ct)
    {
        tokens.Get(endpoint, ct);
        Close();
        Current = this;
    }

    public static void Close()
    {
        Current?.Dispose();
        Current = null;
    }

    public JToken? Send(HttpMethod method, string path, JToken? body, CancellationToken ct, string? consistency = null) =>
        wire.Send(method, UrlOf(path), () => body is null ? null : Wire.Json(body), tokens.Get(endpoint, ct), consistency, ct);

    /// <summary>Uploads a file as it is, read from disk while it is sent.</summary>
    public JObject Upload(string path, string file, string contentType, CancellationToken ct) =>
        (JObject)wire.Send(HttpMethod.Post, UrlOf(path), () =>
        {
            var content = new StreamContent(File.OpenRead(file));
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            content.Headers.ContentDisposition = new("attachment") { FileName = Path.GetFileName(file) };
            return content;
        }, tokens.Get(endpoint, ct), null, ct)!;

    /// <summary>The members of a collection, page by page as they are taken; links lead nowhere but to this server.</summary>
    public IEnumerable<JObject> Pages(string path, CancellationToken ct, string? consistency = null, Action<JObject>? first = null)
    {
        string? next = UrlOf(path);
        while (next is not null)
        {
            if (!next.StartsWith(Url.GetLeftPart(UriPartial.Authority) + "/", StringComparison.OrdinalIgnoreCase))
                throw new DirectoryException(0, "foreign_link", "The server's next page lies on another host; it was not followed.");
            var page = (JObject)(wire.Send(HttpMethod.Get, next, () => null, tokens.Get(endpoint, ct), consistency, ct) ?? new JObject());
            first?.Invoke(page);
            first = null;
            foreach (var item in (page["value"] as JArray ?? []).OfType<JObject>()) yield return item;
            next = (string?)page["@odata.nextLink"] ?? (string?)page["nextLink"];
        }
    }

    private string UrlOf(string path) => Url.GetLeftPart(UriPartial.Authority) + path;

    public void Dispose() => wire.Dispose();
}
