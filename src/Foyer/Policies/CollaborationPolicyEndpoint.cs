using Foyer.Data;
using Foyer.Web;
using Microsoft.AspNetCore.Authorization;

namespace Foyer.Policies;

/// <summary>What Graph's authorization policy has no word for: <c>/api/collaboration-policy</c>, for administrators with a bearer token.</summary>
internal static class CollaborationPolicyEndpoint
{
    private sealed record Shown(bool AllowMessagesFromApps);

    private static readonly Problem NotAllowed = new(ProblemKind.Forbidden, "policy.not_allowed", "Only an administrator of the organisation reads and changes this.");

    public static void MapCollaborationPolicy(this IEndpointRouteBuilder routes)
    {
        var policy = routes.MapGroup("/api/collaboration-policy").WithTags("Policies").DisableAntiforgery()
            .RequireAuthorization(new AuthorizationPolicyBuilder(Schemes.Bearer).RequireAuthenticatedUser().Build());
        policy.MapGet("/", async (HttpContext http, ResolveActor resolve, FoyerDb db, CancellationToken ct) =>
            await resolve.Admin(http.User, ct) is { } admin ? Results.Ok(new Shown((await db.PolicyOf(admin.TenantId, ct)).AllowMessagesFromApps)) : NotAllowed.ToHttp(http)).Produces<Shown>();
        policy.MapPut("/", async (Shown wanted, HttpContext http, ResolveActor resolve, SetCollaborationPolicy set, CancellationToken ct) =>
        {
            if (await resolve.Admin(http.User, ct) is not { } admin) return NotAllowed.ToHttp(http);
            return (await set.Run(admin, new() { AllowMessagesFromApps = wanted.AllowMessagesFromApps }, ct)).Failed(out var problem, out _) ? problem.ToHttp(http) : Results.Ok(wanted);
        }).Produces<Shown>();
    }
}
