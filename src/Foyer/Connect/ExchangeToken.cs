using System.Security.Claims;
using Foyer.Apps;
using Foyer.Connect.Device;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.Features;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// The token endpoint: a code, a refresh token or an app's own secret for tokens. Everything that could have changed since the
/// sign-in is read again first; then one guarded statement uses the code or refresh token up.
/// </summary>
internal sealed class ExchangeToken(TokenClaims claims, GrantWrites grants, PollDevice devices, FindPerson people, AppAccess access, RecordAppSignIn record, FoyerOptions options)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>RFC 8628's grant type under the short name that Microsoft's libraries send; ReadGrantType brings the long one to it.</summary>
    public const string DeviceGrant = "device_code";

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var client = context.Transaction.GetProperty<Client>(nameof(Client))!;
        var feature = context.Transaction.GetHttpRequest()!.HttpContext.Features.GetRequiredFeature<ConnectFeature>();
        var keys = feature.Keys;
        if (feature.IsNobodys && context.Request.GrantType != DeviceGrant)
        {
            context.Reject(OAuthErrors.NoOrganisation.Error, OAuthErrors.NoOrganisation.Description);
            return;
        }
        var (principal, plan, error) = context.Request.IsClientCredentialsGrantType()
            ? await ForApp(context, keys, client)
            : await ForPerson(context, keys, client);
        if (error is not null)
        {
            context.Reject(error.Error, error.Description);
            return;
        }
        context.Transaction.SetProperty(nameof(TokenPlan), plan!);
        context.SignIn(principal!);
    }

    private async Task<(ClaimsPrincipal?, TokenPlan?, OAuthError?)> ForApp(HandleTokenRequestContext context, KeyRing keys, Client client)
    {
        var (asked, error) = AskedScopes.Of(context.Request.GetScopes(), options);
        if (asked is null) return (null, null, error);
        (var plan, error) = await claims.OfApp(client, asked, context.CancellationToken);
        if (plan is null) return (null, null, error);
        await record.Succeeded(client, context.CancellationToken);
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new(OpenIddictConstants.Claims.Subject, client.ServicePrincipal.Id.ToString("D"))], "Foyer"));
        return (principal, plan, null);
    }

    private async Task<(ClaimsPrincipal?, TokenPlan?, OAuthError?)> ForPerson(HandleTokenRequestContext context, KeyRing keys, Client client)
    {
        var ct = context.CancellationToken;
        var isRefresh = context.Request.IsRefreshTokenGrantType();
        var before = isRefresh ? context.RefreshTokenPrincipal : context.AuthorizationCodePrincipal;
        OAuthError? error = null;
        if (context.Request.GrantType == DeviceGrant) (before, error) = await devices.Run(context.Request.DeviceCode, client, keys.TenantId, ct);
        if (before is null) return (null, null, error);
        var ticket = GrantPrincipal.Ticket(before);

        (var user, error) = await people.Again(ticket.UserId, ticket.CreatedAt, ct);
        if (user is null) return (null, null, error);
        if (await access.May(user.Id, client.ServicePrincipal.Id, ct) != AppVerdict.MayOpen) return (null, null, OAuthErrors.NotAssigned with { Error = OpenIddictConstants.Errors.InvalidGrant });
        (var plan, error) = await Plan(context, keys, client, user, before, ct);
        if (plan is null) return (null, null, error);

        error = isRefresh ? await grants.UseRefreshToken(ticket, ct) : context.Request.GrantType == DeviceGrant ? await grants.UseDeviceCode(ticket, ct) : await grants.UseCode(ticket, ct);
        if (error is not null) return (null, null, error);
        return (GrantPrincipal.Next(before, isRefresh ? ticket.Generation + 1 : 0), plan, null);
    }

    /// <summary>A later request may name another resource (one refresh token serves several), but no more of the person than was granted.</summary>
    private async Task<(TokenPlan?, OAuthError?)> Plan(HandleTokenRequestContext context, KeyRing keys, Client client, User user, ClaimsPrincipal before, CancellationToken ct)
    {
        var granted = before.GetScopes();
        var wanted = context.Request.GetScopes() is { Length: > 0 } now ? now : granted;
        var (asked, error) = AskedScopes.Of(wanted, options);
        if (asked is null) return (null, error);
        asked = asked with { OpenId = [.. asked.OpenId.Intersect(granted, StringComparer.Ordinal)] };
        return await claims.OfPerson(keys, client, user, asked, GrantPrincipal.Facts(before), ct);
    }
}
