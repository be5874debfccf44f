using System.Globalization;
using System.Text.Json;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>An answer in Graph's error shape (digest 2.6, 5.13): clients match on code and on the exact message.</summary>
internal sealed record GraphError(int Status, string Code, string Message)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Written by whoever notices; nothing has been sent before.</summary>
    public async Task Write(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/json";
        if (RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, GraphJson.Options)) WriteTo(json, http);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        GraphCall.MarkAnswered(http);
    }

    private void WriteTo(Utf8JsonWriter json, HttpContext http)
    {
        var info = http.RequestServices.GetRequiredService<RequestInfo>();
        var now = http.RequestServices.GetRequiredService<TimeProvider>().UtcNow;
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", Code);
        json.WriteString("message", Message);
        json.WriteStartObject("innerError");
        json.WriteString("date", now.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        json.WriteString("request-id", info.CorrelationId);
        json.WriteString("client-request-id", GraphFrame.ClientRequestId(http) ?? info.CorrelationId);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>
/// Ends a call wherever its query or body turns out to be one that Graph refuses: deep inside an expression as well as at the
/// top. Caught in one place, <see cref="GraphRoutes"/>, and answered there.
/// </summary>
internal sealed class GraphRefusal(GraphError error) : Exception(error.Message)
{
    public GraphError Error { get; } = error;
}

/// <summary>Every error that the Graph face itself answers, code beside message; and how problems of the modules look there.</summary>
internal static class GraphErrors
{
    public static readonly GraphError NoToken = new(401, "InvalidAuthenticationToken", "Access token is empty.");
    public static readonly GraphError BadToken = new(401, "InvalidAuthenticationToken", "Access token validation failure. The token is expired, revoked or meant for somebody else.");
    public static readonly GraphError Denied = new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    public static readonly GraphError NoMe = new(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
    public static readonly GraphError Broken = new(500, "UnknownError", "Something went wrong here. The request-id finds it in the log.");
    public static readonly GraphError TooLarge = new(413, "RequestEntityTooLarge", "The request is too large.");
    public static readonly GraphError NotAllowed = new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
    public static readonly GraphError NoCount = new(400, "Request_BadRequest", "$count is not currently supported.");
    public static readonly GraphError BadPageToken = new(400, "Directory_ExpiredPageToken", "The specified page token value has expired and cannot be included in your request.");
    public static readonly GraphError BadJson = new(400, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
    public static readonly GraphError UnsupportedQuery = Unsupported("Unsupported Query.");
    public static readonly GraphError SearchNeedsHeader = Unsupported("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");

    public static GraphError Bad(string message) => new(400, "Request_BadRequest", message);

    public static GraphError Unsupported(string message) => new(400, "Request_UnsupportedQuery", message);

    public static GraphError NoSegment(string segment) => new(404, "Request_ResourceNotFound", $"Resource not found for the segment '{segment}'.");

    public static GraphError NotFound(string id) =>
        new(404, "Request_ResourceNotFound", $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");

    public static GraphError InvalidValue(string property, string resource) => Bad($"Invalid value specified for property '{property}' of resource '{resource}'.");

    public static GraphError TooMany(TimeSpan wait) => new(429, "TooManyRequests", "Too many requests. Wait as long as Retry-After says.") { RetryAfter = wait };

    public static GraphError OfStatus(int status) => status switch
    {
        401 => NoToken,
        403 => Denied,
        404 => new(404, "Request_ResourceNotFound", "Resource not found."),
        405 => NotAllowed,
        413 => TooLarge,
        415 => BadJson with { Status = 415 },
        < 500 => Bad("The request is not valid.") with { Status = status },
        _ => Broken,
    };

    /// <summary>A problem of a module as Graph says it; what clients match on stands in <see cref="GraphProblems"/>.</summary>
    public static GraphError Of(Problem problem)
    {
        if (GraphProblems.Known.TryGetValue(problem.Code, out var known)) return known(problem) with { RetryAfter = problem.RetryAfter };
        if (problem.Code.StartsWith(GraphProblems.InvalidUser, StringComparison.Ordinal)) return InvalidValue(problem.Code[GraphProblems.InvalidUser.Length..], "User");
        if (problem.Code.StartsWith(GraphProblems.InvitationRow, StringComparison.Ordinal)) return InvitationErrors.Bad(problem.Sentence);
        return new(problem.Status == 409 ? 400 : problem.Status, problem.Kind switch
        {
            ProblemKind.Unauthorized => "InvalidAuthenticationToken",
            ProblemKind.Forbidden => "Authorization_RequestDenied",
            ProblemKind.NotFound => "Request_ResourceNotFound",
            ProblemKind.TooMany => "TooManyRequests",
            ProblemKind.Unavailable => "serviceNotAvailable",
            _ => "Request_BadRequest",
        }, problem.Sentence)
        { RetryAfter = problem.RetryAfter };
    }
}
