using Foyer.Web.Pages;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foyer.Web;

/// <summary>Answers that nobody wrote: a page for people, problem details for programs, never a stack trace.</summary>
internal static class ErrorPages
{
    private static readonly string[] ProgramPaths = ["/api", "/v1.0", "/oidc", "/openapi", "/health", "/metrics", "/oauth2", "/discovery", "/.well-known"];

    extension(WebApplication app)
    {
        public void UseErrorPages()
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AfterException });
            app.UseStatusCodePages(context => Answer(context.HttpContext));
        }
    }

    private static Task AfterException(HttpContext http)
    {
        if (http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException bad) http.Response.StatusCode = bad.StatusCode;
        return Answer(http);
    }

    private static Task Answer(HttpContext http)
    {
        if (IsForProgram(http)) return Results.Problem(statusCode: http.Response.StatusCode, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["correlationId"] = http.TraceIdentifier }).ExecuteAsync(http);
        return Page(http, http.Response.StatusCode).ExecuteAsync(http);
    }

    /// <summary>The page of a status: the few that people meet have words of their own. <paramref name="button"/> and <paramref name="href"/> where there is a better way on.</summary>
    public static RazorComponentResult<ProblemPage> Page(HttpContext http, int status, string? button = null, string? href = null)
    {
        var text = http.Texts();
        var mayRepeat = HttpMethods.IsGet(http.Request.Method) && status >= 429;
        var words = status switch
        {
            400 => "page.stale",
            401 or 403 => "page.forbidden",
            404 or 405 => "page.missing",
            413 => "page.large",
            429 => "page.busy",
            _ => "page.broken",
        };
        return new(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ProblemPage.Text)] = text,
            [nameof(ProblemPage.Title)] = text[words + ".title"],
            [nameof(ProblemPage.What)] = text[words + ".what"],
            [nameof(ProblemPage.Do)] = text[words + ".do"],
            [nameof(ProblemPage.Button)] = text[button ?? (mayRepeat ? "page.again" : "page.start")],
            [nameof(ProblemPage.Href)] = href ?? (mayRepeat ? LocalPath.Or(http.Request.PathBase + http.Request.Path + http.Request.QueryString, "/myapps") : "/myapps"),
            [nameof(ProblemPage.CorrelationId)] = http.TraceIdentifier,
        })
        { StatusCode = status };
    }

    private static bool IsForProgram(HttpContext http) => ProgramPaths.Any(p => http.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
}
