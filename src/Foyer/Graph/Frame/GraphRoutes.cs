using Foyer.Policies;
using Foyer.Web;
using Microsoft.AspNetCore.Authorization;

namespace Foyer.Graph;

/// <summary>The group that all Graph endpoints belong to, and its door: no call without a row in the table of rights.</summary>
internal static class GraphRoutes
{
    public static RouteGroupBuilder MapGraphGroup(this IEndpointRouteBuilder routes)
    {
        var graph = routes.MapGroup(GraphFrame.Root).DisableAntiforgery().ExcludeFromDescription()
            .RequireAuthorization(new AuthorizationPolicyBuilder(Schemes.Bearer).RequireAuthenticatedUser().Build());
        graph.AddEndpointFilter(Door);
        return graph;
    }

    private static async ValueTask<object?> Door(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var call = GraphCall.Of(http);
        try
        {
            var path = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText![GraphFrame.Root.Length..];
            var right = GraphRights.Find(http.Request.Method, path) ?? throw new InvalidOperationException($"graph-rights.txt has no row {http.Request.Method} {path}.");
            var reach = right.Of(call.Caller);
            if (reach == Reach.Self && !IsSelf(call, http.Request.RouteValues)) reach = Reach.None;
            if (reach == Reach.None) return GraphAnswer.Refuse(GraphErrors.Denied);
            call.LetIn(right, reach);
            Query.GraphQuery.RefuseUnknown(http);
            return await next(context);
        }
        catch (GraphRefusal refusal)
        {
            return GraphAnswer.Refuse(refusal.Error);
        }
    }

    /// <summary>Whose own object is called: the first <c>{id}</c> of the path, by id. Paths without one are about the caller anyway.</summary>
    private static bool IsSelf(GraphCall call, RouteValueDictionary values) =>
        values.TryGetValue("id", out var id) && (Guid.TryParse(id as string, out var guid) ? guid == call.Caller.Id : IsOwnName(call, id as string));

    private static bool IsOwnName(GraphCall call, string? id) =>
        call.Caller is { IsApp: false } && call.Http.User.FindFirst("upn")?.Value is { } name && string.Equals(name, GraphKey.Of(id ?? "").Value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The key of an object in a path: its id, its name, or an alternate key such as <c>appId='…'</c>.</summary>
internal readonly record struct GraphKey(string? Property, string Value)
{
    public Guid? Id => Property is null && Guid.TryParse(Value, out var id) ? id : null;

    public static GraphKey Of(string text)
    {
        var cut = text.IndexOf("='", StringComparison.Ordinal);
        return cut > 0 && text[^1] == '\'' && text[..cut].All(char.IsAsciiLetter)
            ? new(text[..cut], text[(cut + 2)..^1].Replace("''", "'", StringComparison.Ordinal))
            : new(null, text);
    }
}
