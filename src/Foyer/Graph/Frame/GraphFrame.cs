using Foyer.Policies;
using Foyer.Web;
using Microsoft.AspNetCore.Authentication;

namespace Foyer.Graph;

/// <summary>
/// What every request below <c>/v1.0</c> passes before it is routed, alone or inside a batch: token, caller, limit, headers, and
/// one spelling of the path. Whatever goes wrong from here on is answered in Graph's error shape.
/// </summary>
internal sealed class GraphFrame
{
    public const string Root = "/v1.0";

    private readonly RequestDelegate next;
    private readonly GraphThrottle throttle;
    private readonly FoyerOptions options;
    private readonly ILogger<GraphFrame> log;

    public GraphFrame(RequestDelegate next, GraphThrottle throttle, GraphPipeline pipeline, FoyerOptions options, ILogger<GraphFrame> log)
    {
        (this.next, this.throttle, this.options, this.log) = (next, throttle, options, log);
        pipeline.Run = Invoke;
    }

    private const int LongestClientId = 64;

    public async Task Invoke(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            await next(http);
            return;
        }

        WriteHeaders(http);
        try
        {
            if (await Enter(http, rest) is { } refusal)
            {
                await refusal.Write(http);
                return;
            }
            await next(http);
            if (http.Response.StatusCode >= 400 && !GraphCall.IsAnswered(http)) await OfStatus(http, rest).Write(http);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await GraphErrors.OfStatus(bad.StatusCode).Write(http);
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            log.CallFailed(e, http.Request.Method, http.RequestServices.GetRequiredService<RequestInfo>().CorrelationId);
            await GraphErrors.Broken.Write(http);
        }
    }

    /// <summary>What the client called its request, when that is fit to be repeated.</summary>
    public static string? ClientRequestId(HttpContext http) =>
        http.Request.Headers["client-request-id"].ToString() is { Length: > 0 and <= LongestClientId } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? id : null;

    private static void WriteHeaders(HttpContext http)
    {
        var id = http.RequestServices.GetRequiredService<RequestInfo>().CorrelationId;
        http.Response.Headers["request-id"] = id;
        http.Response.Headers["client-request-id"] = ClientRequestId(http) ?? id;
        http.Response.Headers["OData-Version"] = "4.0";
    }

    private async Task<GraphError?> Enter(HttpContext http, PathString rest)
    {
        var token = await http.AuthenticateAsync(Schemes.Bearer);
        if (!token.Succeeded) return Unauthorized(http, token.Failure is null ? GraphErrors.NoToken : GraphErrors.BadToken);
        if (await http.RequestServices.GetRequiredService<ResolveActor>().Caller(token.Principal, http.RequestAborted) is not { } caller) return Unauthorized(http, GraphErrors.BadToken);
        http.User = token.Principal;
        if (throttle.Wait(caller) is { } wait) return GraphErrors.TooMany(wait);

        var path = GraphPath.Normal(rest.Value ?? "", caller, out var refused);
        if (refused is not null) return refused;
        GraphCall.Begin(http, caller, Root + rest.ToUriComponent());
        http.Request.Path = Root + path;
        return null;
    }

    private GraphError Unauthorized(HttpContext http, GraphError error)
    {
        http.Response.Headers.WWWAuthenticate = $"Bearer realm=\"\", authorization_uri=\"{options.Url("/common/oauth2/v2.0/authorize")}\", client_id=\"{GraphApp.AppId:D}\""
            + (error == GraphErrors.NoToken ? "" : ", error=\"invalid_token\"");
        return error;
    }

    private static GraphError OfStatus(HttpContext http, PathString rest) => http.Response.StatusCode == StatusCodes.Status404NotFound
        ? GraphErrors.NoSegment(rest.Value?.Split('/', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? Printable.Excerpt(last) : "")
        : GraphErrors.OfStatus(http.Response.StatusCode);
}

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Graph call {Method} {RequestId} failed")]
    public static partial void CallFailed(this ILogger log, Exception exception, string method, string requestId);
}
