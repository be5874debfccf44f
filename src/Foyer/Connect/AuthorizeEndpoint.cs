using System.Globalization;
using System.Security.Cryptography;
using Foyer.Connect.Consent;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// The authorization endpoint after OpenIddict checked the request: who is signed in, must they sign in (again), may they open
/// the app? It only ever answers with a code, an OAuth error to the app's own address, the sign-in page, or a page in plain words.
/// </summary>
internal sealed class AuthorizeEndpoint(Authorize authorize, CheckConsent check, AskConsent ask, ConsentTickets tickets, RefusalPages pages, FoyerOptions options, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>Stands in the address that sign-in returns to: what was asked for happened after this moment.</summary>
    private const string Marker = "reauth";
    /// <summary>Set by the button "Back to {app}" of a refusal page: answer the app now.</summary>
    private const string Back = "back";

    private readonly IDataProtector marks = protection.CreateProtector("Foyer.Connect.Reauth");

    public async Task<IResult> Run(HttpContext http, CancellationToken ct)
    {
        if (http.GetOpenIddictServerResponse() is { Error.Length: > 0 } failed) return await pages.Unusable(http, failed, ct);
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not see this request.");
        var client = http.Features.GetRequiredFeature<OpenIddictServerAspNetCoreFeature>().Transaction!.GetProperty<Client>(nameof(Client))!;
        var silent = request.HasPromptValue(PromptValues.None);

        if (!http.User.HasSession || FeatureOf(http).IsNobodys) return silent ? Refuse(OAuthErrors.NoSession) : ToSignIn(http, request, null);
        var sitting = Sitting.Of(http.User);
        if (SignInAgain(request, sitting, null) is { } prompt) return silent ? Refuse(OAuthErrors.MustSignInAgain) : ToSignIn(http, request, prompt);

        var (user, error) = await authorize.Admit(client, sitting, FeatureOf(http).Alias, ct);
        if (user is null) return await TurnAway(http, request, client, sitting, error!, silent, ct);
        // Sign-ins from before an administrator ended them count no more, though the session at home may go on.
        if (SignInAgain(request, sitting, user) is { } again) return silent ? Refuse(OAuthErrors.MustSignInAgain) : ToSignIn(http, request, again);
        if (MeansSomebodyElse(http, user)) return silent || Mark(request) is not null ? Refuse(OAuthErrors.OtherPerson) : ToSignIn(http, request, PromptValues.SelectAccount);

        if (await StillToAllow(http, request, client, user, sitting, silent, ct) is { } question) return question;

        var grant = await authorize.Grant(client, user, sitting, http.User, null, ct);
        if (grant is null) return Refuse(OAuthErrors.AppDisabled);
        return Results.SignIn(GrantPrincipal.Of(grant, sitting, request.GetScopes()), null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    /// <summary>The page that asks the person to allow the app what it wants, or the refusal of it; null when nothing is left to ask.</summary>
    private async Task<IResult?> StillToAllow(HttpContext http, OpenIddictRequest request, Client client, User user, Sitting sitting, bool silent, CancellationToken ct)
    {
        var again = request.HasPromptValue(PromptValues.Consent) && !tickets.IsMarked((string?)request[ConsentEndpoint.Agreed], sitting.SessionId, ConsentEndpoint.WhatOf(client.App.AppId));
        var (asked, error) = AskedScopes.Of(request.GetScopes(), options);
        if (asked is null) return Refuse(error!);
        (var state, error) = await check.Run(client, user, asked, again, ct);
        if (state is null) return Refuse(error!);
        if (state.IsComplete) return null;
        if (silent) return Refuse(OAuthErrors.NeedsConsent);
        if (request[ConsentEndpoint.Declined] is not null || request[Back] is not null) return Refuse(state.OnlyAdmin ? OAuthErrors.NeedsAdmin : OAuthErrors.Declined);
        return await ask.Person(http, client, user, sitting, state, request.Scope ?? "", AddressOf(http, request), AddressOf(http, request, (Back, "1")), new Uri(request.RedirectUri!).Authority, ct);
    }

    private async Task<IResult> TurnAway(HttpContext http, OpenIddictRequest request, Client client, Sitting sitting, OAuthError error, bool silent, CancellationToken ct)
    {
        if (request[Back] is not null) return Refuse(error);
        await authorize.RecordRefusal(client, sitting, error, ct);
        // Without a page nobody can switch the account or ask for access; the app may ask again with one.
        if (silent) return Refuse(error == OAuthErrors.UnknownPerson || error == OAuthErrors.PendingGuest ? error with { Error = Errors.InteractionRequired } : error);
        return await pages.Refused(http, client, sitting, error, AddressOf(http, request, (Back, "1")), AddressOf(http, request), ct);
    }

    /// <summary>The prompt that sign-in must show although somebody is signed in; null when the session will do.</summary>
    private string? SignInAgain(OpenIddictRequest request, Sitting sitting, User? user)
    {
        var mark = Mark(request);
        var renewed = mark is { } since && sitting.AuthenticatedAt >= since;
        // Only a mark from after the sign-ins were ended shows that this one is later: sessions know whole seconds and cannot tell by themselves.
        if (user is not null) return user.SignInSessionsValidFrom > sitting.AuthenticatedAt && !(renewed && mark >= WholeSeconds(user.SignInSessionsValidFrom.Value)) ? PromptValues.Login : null;
        if (request.HasPromptValue(PromptValues.Login) && !renewed) return PromptValues.Login;
        if (request.MaxAge is { } seconds && !renewed && clock.UtcNow - sitting.AuthenticatedAt > TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue))) return PromptValues.Login;
        return request.HasPromptValue(PromptValues.SelectAccount) && mark is null ? PromptValues.SelectAccount : null;
    }

    private static bool MeansSomebodyElse(HttpContext http, User user)
    {
        var hint = http.Features.GetRequiredFeature<OpenIddictServerAspNetCoreFeature>().Transaction!
            .GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!)?.IdentityTokenPrincipal;
        return hint?.GetClaim(Policies.FoyerClaims.Object) is { } meant && meant != user.Id.ToString("D");
    }

    private IResult ToSignIn(HttpContext http, OpenIddictRequest request, string? prompt)
    {
        var back = prompt is null ? AddressOf(http, request) : AddressOf(http, request, (Marker, marks.Protect(clock.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture))));
        var hint = request.LoginHint is { Length: <= 320 } typed ? typed : null;
        var domain = (string?)request["domain_hint"] is { Length: <= 253 } named ? named : null;
        return Results.Redirect(SignInAddress.To(back, hint, FeatureOf(http) is { Alias: null } feature ? feature.Keys.TenantId : null, prompt, domainHint: domain));
    }

    /// <summary>Sessions know whole seconds, so the moment is cut to them.</summary>
    private DateTime? Mark(OpenIddictRequest request)
    {
        if (request[Marker] is not { } value || (string?)value is not { Length: > 0 and <= 1024 } text) return null;
        try
        {
            return WholeSeconds(new DateTime(long.Parse(marks.Unprotect(text), CultureInfo.InvariantCulture), DateTimeKind.Utc));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static DateTime WholeSeconds(DateTime at) => new(at.Ticks - at.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    /// <summary>This request as a local address, whether it came as GET or POST.</summary>
    private static string AddressOf(HttpContext http, OpenIddictRequest request, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var query = new QueryBuilder();
        var isMarked = false;
        foreach (var (name, value) in more)
        {
            query.Add(name, value);
            isMarked |= name == Marker;
        }
        foreach (var (name, value) in request.GetParameters())
        {
            // An older mark stays: whoever just signed in for this request is not asked to once more after another page.
            if (name is Back or ConsentEndpoint.Agreed or ConsentEndpoint.Declined || (name == Marker && isMarked)) continue;
            if ((string?)value is { } text) query.Add(name, text);
        }
        return $"{FeatureOf(http).Base}{http.Request.Path}{query}";
    }

    private static ConnectFeature FeatureOf(HttpContext http) => http.Features.GetRequiredFeature<ConnectFeature>();

    private static IResult Refuse(OAuthError error) => Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error.Error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = error.Description,
    }), [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
