namespace Foyer.Web;

/// <summary>Renders problems for our own API as problem details (RFC 9457).</summary>
internal static class ProblemJson
{
    extension(Problem problem)
    {
        public IResult ToHttp(HttpContext http)
        {
            if (problem.RetryAfter is { } wait) http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Results.Problem(problem.Sentence, statusCode: problem.Status,
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = problem.Code, ["correlationId"] = http.TraceIdentifier });
        }
    }
}
