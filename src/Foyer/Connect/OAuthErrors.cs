using System.Globalization;
using Foyer.Web;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Foyer.Connect;

/// <summary>What went wrong in the words of OAuth, with Entra's number and a sentence (digest 6.4).</summary>
internal sealed record OAuthError(string Error, int Code, string Sentence)
{
    public string Description => string.Create(CultureInfo.InvariantCulture, $"AADSTS{Code}: {Sentence}");

    public override string ToString() => Description;
}

/// <summary>The catalogue of this module's errors, and how they look on the wire (digest 6.1).</summary>
internal static class OAuthErrors
{
    public static readonly OAuthError NoTenant = new("invalid_tenant", 90002, "There is no organisation of this name here. Check the tenant in the address of the request.");
    public static readonly OAuthError NoApp = new(Errors.UnauthorizedClient, 700016, "No app with this client id is registered in this organisation.");
    public static readonly OAuthError NoClient = new(Errors.InvalidClient, 700016, "No app with this client id is registered in this organisation.");
    public static readonly OAuthError BadRedirect = new(Errors.InvalidRequest, 50011, "The redirect address of the request is not registered for this app.");
    public static readonly OAuthError BadLogoutRedirect = new(Errors.InvalidRequest, 50011, "The address to return to after signing out is not registered for this app.");
    public static readonly OAuthError AppDisabled = new(Errors.UnauthorizedClient, 7000112, "The app is switched off in this organisation.");
    public static readonly OAuthError NeedsSecret = new(Errors.InvalidClient, 7000218, "The request must carry client_secret: this app is a confidential client.");
    public static readonly OAuthError BadSecret = new(Errors.InvalidClient, 7000215, "The client secret is wrong. Send the secret itself, not its id.");
    public static readonly OAuthError ExpiredSecret = new(Errors.InvalidClient, 7000222, "The client secret has expired; make a new one for the app.");
    public static readonly OAuthError PublicSecret = new(Errors.InvalidClient, 700025, "The app is a public client, so client_secret must not be sent.");
    public static readonly OAuthError NeedsChallenge = new(Errors.InvalidRequest, 9002325, "A public client must use PKCE: send code_challenge with code_challenge_method=S256.");
    public static readonly OAuthError BadScope = new(Errors.InvalidScope, 70011, "The scope is not valid: for client credentials it is one resource followed by /.default.");
    public static readonly OAuthError NoResource = new(Errors.InvalidScope, 500011, "The resource of the scope is not registered in this organisation.");
    public static readonly OAuthError OneResource = new(Errors.InvalidScope, 28000, "The scopes belong to more than one resource; ask for one at a time.");
    public static readonly OAuthError NoSession = new(Errors.LoginRequired, 50058, "Nobody is signed in, and the request does not allow to ask.");
    public static readonly OAuthError OtherPerson = new(Errors.LoginRequired, 50058, "Somebody else than the person named in the request is signed in.");
    public static readonly OAuthError MustSignInAgain = new(Errors.LoginRequired, 50058, "The sign-in is older than the request allows.");
    public static readonly OAuthError UnknownPerson = new(Errors.AccessDenied, 50020, "The signed-in account does not exist in this organisation; somebody there has to invite it first.");
    public static readonly OAuthError PendingGuest = new(Errors.AccessDenied, 50014, "The guest has not accepted the invitation yet.");
    public static readonly OAuthError BlockedPerson = new(Errors.AccessDenied, 50057, "The account is switched off in this organisation.");
    public static readonly OAuthError NotAssigned = new(Errors.AccessDenied, 50105, "The signed-in person is not assigned to the app, directly or through a group.");
    public static readonly OAuthError UsedCode = new(Errors.InvalidGrant, 54005, "The authorization code was used already; everything that came of it is revoked.");
    public static readonly OAuthError UsedRefreshToken = new(Errors.InvalidGrant, 70000, "The refresh token was used already; everything that came of this sign-in is revoked.");
    public static readonly OAuthError ExpiredGrant = new(Errors.InvalidGrant, 70008, "The code or refresh token has expired. Sign in again.");
    public static readonly OAuthError RevokedGrant = new(Errors.InvalidGrant, 50173, "The sign-in that this code or token belongs to was revoked. Sign in again.");

    /// <summary>The sentence with what support asks for: trace id, correlation id and time.</summary>
    public static string Decorate(string description, string correlationId, DateTime now) => string.Create(CultureInfo.InvariantCulture,
        $"{description}\r\nTrace ID: {correlationId}\r\nCorrelation ID: {correlationId}\r\nTimestamp: {now:yyyy-MM-dd HH:mm:ss}Z");

    /// <summary>The number in a description; the nearest one when the library wrote it.</summary>
    public static int CodeOf(string? error, string? description)
    {
        if (description is not null && description.StartsWith("AADSTS", StringComparison.Ordinal)
            && int.TryParse(description.AsSpan(6, Math.Max(0, description.IndexOf(':', StringComparison.Ordinal) - 6)), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) return code;
        return error switch
        {
            Errors.InvalidGrant => 70000,
            Errors.InvalidScope => 70011,
            Errors.InvalidClient => 7000215,
            Errors.UnsupportedGrantType => 70003,
            Errors.UnsupportedResponseType => 700054,
            _ => 900144,
        };
    }

    /// <summary>Puts description, number, time and ids into an error response; <paramref name="body"/> adds the members of Entra's JSON.</summary>
    public static void Complete(OpenIddictResponse response, string correlationId, DateTime now, bool body)
    {
        var code = CodeOf(response.Error, response.ErrorDescription);
        var description = response.ErrorDescription ?? "";
        if (!description.StartsWith("AADSTS", StringComparison.Ordinal)) description = string.Create(CultureInfo.InvariantCulture, $"AADSTS{code}: {description}");
        response.ErrorDescription = Decorate(description, correlationId, now);
        response.ErrorUri = null;
        if (!body) return;
        response.SetParameter("error_codes", new OpenIddictParameter(System.Text.Json.JsonSerializer.SerializeToElement<int[]>([code])));
        response.SetParameter("timestamp", now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        response.SetParameter("trace_id", correlationId);
        response.SetParameter("correlation_id", correlationId);
    }

    extension(OAuthError error)
    {
        /// <summary>Answers with the error as JSON, before OpenIddict has seen the request.</summary>
        public async Task Write(HttpContext http)
        {
            var response = new OpenIddictResponse { Error = error.Error, ErrorDescription = error.Description };
            var clock = http.RequestServices.GetRequiredService<TimeProvider>();
            Complete(response, http.RequestServices.GetRequiredService<RequestInfo>().CorrelationId, clock.UtcNow, body: true);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await http.Response.WriteAsJsonAsync(response, http.RequestAborted);
        }
    }
}
