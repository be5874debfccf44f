using System.Globalization;

namespace Foyer.Web;

/// <summary>Renders problems for our own API as problem details (RFC 9457).</summary>
internal static class ProblemJson
{
    extension(Problem problem)
    {
        /// <summary>Puts into the header when trying again makes sense (security rule 18).</summary>
        public void SayWhen(HttpResponse response)
        {
            if (problem.RetryAfter is { } wait) response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        public IResult ToHttp(HttpContext http)
        {
            problem.SayWhen(http.Response);
            return Results.Problem(problem.Sentence, statusCode: problem.Status,
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = problem.Code, ["correlationId"] = http.TraceIdentifier });
        }
    }
}
