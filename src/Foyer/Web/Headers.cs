namespace Foyer.Web;

/// <summary>The headers of every answer (security.md, last paragraph) and the correlation id that error pages, logs and audit share.</summary>
internal sealed class Headers(RequestDelegate next, FoyerOptions options)
{
    public const string Correlation = "x-correlation-id";

    private const string GuestPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // Fluent's components set style attributes and talk to the server over a web socket; script still comes from files of ours only.
    private const string PortalPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task Invoke(HttpContext http, RequestInfo info)
    {
        info.IpAddress = RequestInfo.Text(http.Connection.RemoteIpAddress);
        // From here on nothing believes the Host header, and cookies are secure whatever a proxy forgot to say (security rule 12).
        http.Request.Scheme = options.PublicUrl.Scheme;
        http.Request.Host = new HostString(options.PublicUrl.Authority);
        http.TraceIdentifier = info.CorrelationId;
        var policy = http.Request.Path.StartsWithSegments("/portal", StringComparison.OrdinalIgnoreCase) ? PortalPolicy : GuestPolicy;
        Write(http, policy);
        http.Response.OnStarting(() =>
        {
            Write(http, policy); // an answer to an exception starts with cleared headers
            // Everything is personal unless its endpoint said otherwise (static files set their own).
            if (http.Response.Headers.CacheControl.Count == 0) http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(http);
    }

    private static void Write(HttpContext http, string policy)
    {
        var headers = http.Response.Headers;
        headers[Correlation] = http.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = policy;
        if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
    }
}
