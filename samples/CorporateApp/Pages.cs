using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;

namespace CorporateApp;

/// <summary>The app's few pages: plain HTML, complete without script, every value encoded.</summary>
internal sealed class Pages(AppSettings settings)
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

    private const string Again = """<a class="button" href="/start">Sign in again</a>""";

    public IResult SignedOut(bool justNow) => Page("Welcome", $"""
        {(justNow ? """<p class="note" role="status">You are signed out.</p>""" : "")}
        <h1>Welcome to {E(settings.Name)}</h1>
        <p>Sign in with the account of your organisation, or the one you were invited with.</p>
        <p class="actions"><a class="button" href="/start">Sign in</a></p>
        """);

    public IResult SignedIn(ClaimsPrincipal person)
    {
        var name = person.Identity?.Name ?? person.FindFirstValue("preferred_username") ?? "there";
        var rows = person.Claims.OrderBy(c => ClaimMeaning.Rank(c.Type)).Select(c => $"""
            <tr><th scope="row"><code>{E(c.Type)}</code></th><td class="value">{E(ClaimMeaning.Readable(c.Type, c.Value))}</td><td class="meaning">{E(ClaimMeaning.Of(c.Type))}</td></tr>
            """);
        return Page("Home", $"""
            <h1>Hello, {E(name)}</h1>
            <p>You are signed in to {E(settings.Name)}.</p>
            <form class="actions" method="post" action="/signout"><button class="button quiet">Sign out</button></form>
            <h2 id="claims">What {E(settings.Name)} was told about you</h2>
            <table aria-labelledby="claims">
              <thead><tr><th scope="col">Claim</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead>
              <tbody>{string.Concat(rows)}</tbody>
            </table>
            """, wide: true);
    }

    /// <summary>The sign-in came back with an error, or not as it left. Shows the service's own words only when the answer was
    /// proven to belong to a request of this browser: only then does the handler pass them on.</summary>
    public IResult Failed(Exception? failure)
    {
        var error = failure?.Data["error"] as string;
        var said = failure?.Data["error_description"] as string;
        var declined = said?.Contains("AADSTS65004", StringComparison.Ordinal) == true;
        return error switch
        {
            "access_denied" when declined => Problem(403, $"You chose not to go on to {settings.Name}",
                "Nothing was shared. You can sign in whenever you like.", said, Again),
            "access_denied" => Problem(403, $"Your organisation has not given you {settings.Name}",
                "Ask the person who invited you, or the organisation's administrator, to give you this app.", said,
                $"""<a class="button" href="/start?prompt=select_account">Sign in as somebody else</a> <a class="button quiet" href="/">Back to {E(settings.Name)}</a>"""),
            null => Problem(400, "This sign-in could not be finished",
                "It took too long, or was started in another window. Signing in again helps.", null, Again),
            _ => Problem(502, "The sign-in service could not sign you in",
                "Try again; if it happens again, show the lines below to your administrator.", said ?? error, Again),
        };
    }

    public IResult Unreachable() => Problem(503, "The sign-in service cannot be reached",
        "It may be starting or resting. Try again in a moment.", null, Again);

    public IResult NotFound() => Problem(404, "There is nothing at this address",
        "The link may be old or incomplete.", null, $"""<a class="button" href="/">Go to {E(settings.Name)}</a>""");

    /// <summary>The accent colour as custom properties, with black or white text on it, whichever reads better.</summary>
    public IResult Theme()
    {
        var onAccent = Luminance(settings.Accent) > 0.179 ? "#111111" : "#ffffff";
        return Results.Text($":root{{--accent:{settings.Accent};--on-accent:{onAccent}}}\n", "text/css");
    }

    private Html Problem(int status, string happened, string next, string? said, string actions) => Page(happened, $"""
        <h1>{E(happened)}</h1>
        <p>{E(next)}</p>
        <p class="actions">{actions}</p>
        {(string.IsNullOrWhiteSpace(said) ? "" : $"""<p class="said"><span>The sign-in service said:</span> {E(said)}</p>""")}
        """, status);

    private Html Page(string title, string body, int status = 200, bool wide = false)
    {
        var html = $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>{E(title)} · {E(settings.Name)}</title>
              <link rel="icon" href="data:,">
              <link rel="stylesheet" href="/app.css">
              <link rel="stylesheet" href="/theme.css">
            </head>
            <body>
              <header><a href="/"><span class="mark" aria-hidden="true">{E(settings.Name[..1])}</span>{E(settings.Name)}</a></header>
              <main class="{(wide ? "wide" : "card")}">
            {body}
              </main>
            </body>
            </html>
            """;
        return new Html(html, status);
    }

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    // Relative luminance of WCAG 2.2.
    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var c = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    private sealed class Html(string html, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "text/html; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers["Referrer-Policy"] = "no-referrer";
            return response.WriteAsync(html, httpContext.RequestAborted);
        }
    }
}
