using System.Security.Claims;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foyer.Portal;

/// <summary>A signed-in person who administers the organisation that their session belongs to.</summary>
public sealed class LiveAdministrator : IAuthorizationRequirement
{
    /// <summary>Name of the policy that every endpoint of the portal demands.</summary>
    public const string Policy = "Portal";
}

/// <summary>Asks the store at every request, in a scope of its own: the request's scope may belong to another tenant already.</summary>
internal sealed class PortalDoor(TenantScopes scopes) : AuthorizationHandler<LiveAdministrator>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, LiveAdministrator requirement)
    {
        if (Home(context.User) is not { } home) return;
        await using var scope = scopes.In(home);
        var ct = (context.Resource as HttpContext)?.RequestAborted ?? CancellationToken.None;
        if (await scope.ServiceProvider.GetRequiredService<ResolveActor>().Admin(context.User, ct) is not null) context.Succeed(requirement);
    }

    public static Guid? Home(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(FoyerClaims.Tenant), out var id) ? id : null;

    /// <summary>The sign-in page, which comes back to a path of the portal afterwards.</summary>
    public static string SignIn(string path, bool chooseAccount = false) =>
        $"/signin?return={Uri.EscapeDataString(path)}{(chooseAccount ? "&prompt=select_account" : "")}";
}

/// <summary>What a browser sees at a closed door of the portal: the sign-in page, or a page that says who may enter.</summary>
internal sealed class ClosedDoor : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler otherwise = new();

    public Task HandleAsync(RequestDelegate next, HttpContext http, AuthorizationPolicy policy, PolicyAuthorizationResult result)
    {
        if (result.Succeeded || !policy.Requirements.OfType<LiveAdministrator>().Any() || !http.Request.Path.StartsWithSegments("/portal", StringComparison.OrdinalIgnoreCase))
            return otherwise.HandleAsync(next, http, policy, result);

        var path = http.Request.Path + http.Request.QueryString;
        if (result.Challenged)
        {
            http.Response.Redirect(PortalDoor.SignIn(path));
            return Task.CompletedTask;
        }

        var page = new RazorComponentResult<NotAdministratorPage>(new { Name = http.User.FindFirstValue("name"), Path = path, Correlation = http.RequestServices.GetRequiredService<RequestInfo>().CorrelationId })
        { StatusCode = StatusCodes.Status403Forbidden };
        return page.ExecuteAsync(http);
    }
}
