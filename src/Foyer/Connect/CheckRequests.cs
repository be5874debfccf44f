using Foyer.Apps;
using Foyer.Web;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// Who asks, and may an answer go where the request says? Degraded mode leaves that to us, because our tables are the one
/// truth about apps. It runs before the library's own checks, so that their errors already know whom to answer.
/// </summary>
internal sealed class CheckRequests(FindClient find, RecordAppSignIn record, FoyerOptions options) :
    IOpenIddictServerHandler<ValidateAuthorizationRequestContext>,
    IOpenIddictServerHandler<ValidateTokenRequestContext>,
    IOpenIddictServerHandler<ValidateEndSessionRequestContext>,
    IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    /// <summary>A client assertion was judged above by the app's own certificates; the library knows of none and would refuse it.</summary>
    public ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        context.ExtractClientAssertion = context.ValidateClientAssertion = context.RejectClientAssertion = false;
        return default;
    }

    /// <summary>Nothing is sent to an address that is not the app's (security rule 12): these errors end on a page of ours.</summary>
    public async ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        var alias = AliasOf(context);
        var client = await find.Run(context.ClientId, context.CancellationToken);
        if (client is null || (alias is not null && !client.App.IsForOtherOrganisations))
        {
            Reject(context, client is null ? await find.WhyNot(context.ClientId, alias, context.CancellationToken) : OAuthErrors.OnlyItsOwn);
            return;
        }
        if (string.IsNullOrEmpty(context.Request.RedirectUri) || !client.MayReturnTo(context.Request.RedirectUri))
        {
            Reject(context, OAuthErrors.BadRedirect);
            return;
        }
        context.SetRedirectUri(context.Request.RedirectUri);
        context.Transaction.SetProperty(nameof(Client), client);
        if (client.App.IsPublicClient && string.IsNullOrEmpty(context.Request.CodeChallenge)) Reject(context, OAuthErrors.NeedsChallenge);
        else if (AskedScopes.Of(context.Request.GetScopes(), options).Error is { } error) Reject(context, error);
    }

    public async ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        var request = context.Request;
        var (client, error) = await find.Prove(request, AliasOf(context), context.CancellationToken);
        if (client is null)
        {
            await record.Failed(request.ClientId, error!, context.CancellationToken);
            Reject(context, error!);
        }
        else if (client.App.IsPublicClient && request.IsClientCredentialsGrantType()) Reject(context, OAuthErrors.NeedsSecret);
        else context.Transaction.SetProperty(nameof(Client), client);
    }

    public async ValueTask HandleAsync(ValidateEndSessionRequestContext context)
    {
        // The app is the one the request names or the one that the id token was made for.
        var clientId = context.ClientId ?? context.IdentityTokenHintPrincipal?.GetAudiences().FirstOrDefault();
        var client = await find.Run(clientId, context.CancellationToken);
        if (client is not null) context.Transaction.SetProperty(nameof(Client), client);
        if (context.Request.PostLogoutRedirectUri is not { Length: > 0 } address) return;
        if (client is null || !client.App.LogoutRedirectUris.Contains(address, StringComparer.Ordinal)) Reject(context, OAuthErrors.BadLogoutRedirect);
        else context.SetPostLogoutRedirectUri(address);
    }

    private static string? AliasOf(BaseContext context) => context.Transaction.GetHttpRequest()!.HttpContext.Features.Get<ConnectFeature>()?.Alias;

    private static void Reject(BaseValidatingContext context, OAuthError error) => context.Reject(error.Error, error.Description);
}
