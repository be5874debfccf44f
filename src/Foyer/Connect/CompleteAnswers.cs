using System.Text.Json;
using Foyer.Web;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>What Entra's clients look for in answers beyond OAuth (digest 6.1 and 6.3): numbers and ids of errors, <c>client_info</c>, <c>ext_expires_in</c>.</summary>
internal sealed class CompleteAnswers(RequestInfo info, TimeProvider clock) :
    IOpenIddictServerHandler<ApplyTokenResponseContext>, IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (!string.IsNullOrEmpty(context.Error))
        {
            OAuthErrors.Complete(context.Response, info.CorrelationId, clock.UtcNow, body: true);
            return default;
        }
        var plan = context.Transaction.GetProperty<TokenPlan>(nameof(TokenPlan));
        if (plan is null) return default;
        context.Response.Scope = plan.Scope.Length > 0 ? plan.Scope : null;
        context.Response.SetParameter("ext_expires_in", context.Response.ExpiresIn);
        // A guest's cache key names the account at home, while the token names the guest (digest 6.3).
        if (plan.Home is { } home && (string?)context.Request?["client_info"] == "1")
            context.Response.SetParameter("client_info", Base64UrlEncoder.Encode(JsonSerializer.Serialize(new { uid = home.UserId.ToString("D"), utid = home.TenantId.ToString("D") })));
        return default;
    }

    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (!string.IsNullOrEmpty(context.Error)) OAuthErrors.Complete(context.Response, info.CorrelationId, clock.UtcNow, body: false);
        return default;
    }
}

/// <summary>
/// Tells the app what is wrong with its request once its address is known to be its own (RFC 6749 section 4.1.2.1); the library
/// by itself shows every such error to the person.
/// </summary>
internal sealed class ReturnErrors : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        // CheckRequests leaves the client here only after it compared the address.
        if (context.RedirectUri is null && context.Transaction.GetProperty<Client>(nameof(Client)) is not null) context.RedirectUri = context.Request?.RedirectUri;
        return default;
    }
}
