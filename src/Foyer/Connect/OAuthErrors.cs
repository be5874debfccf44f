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
    public static readonly OAuthError BadForm = new(Errors.InvalidRequest, 900144, "The request must be a form with client_id and scope.");
    public static readonly OAuthError NoTenant = new("invalid_tenant", 90002, "There is no organisation of this name here. Check the tenant in the address of the request.");
    public static readonly OAuthError NoApp = new(Errors.UnauthorizedClient, 700016, "No app with this client id is registered in this organisation.");
    public static readonly OAuthError NoClient = new(Errors.InvalidClient, 700016, "No app with this client id is registered in this organisation.");
    public static readonly OAuthError BadRedirect = new(Errors.InvalidRequest, 50011, "The redirect address of the request is not registered for this app.");
    public static readonly OAuthError BadLogoutRedirect = new(Errors.InvalidRequest, 50011, "The address to return to after signing out is not registered for this app.");
    public static readonly OAuthError AppDisabled = new(Errors.UnauthorizedClient, 7000112, "The app is switched off in this organisation.");
    public static readonly OAuthError OnlyItsOwn = new(Errors.UnauthorizedClient, 50194, "The app is registered for its own organisation only. Call that organisation's address instead of this one, or open the app to other organisations.");
    public static readonly OAuthError NotInstalled = new(Errors.UnauthorizedClient, 7000229, "The app has no service principal in this organisation. An administrator there has to allow it first.");
    public static readonly OAuthError NoInstance = new("invalid_instance", 50049, "This host answers for itself only; authorization_endpoint names another one.");
    public static readonly OAuthError NoOrganisation = new(Errors.InvalidRequest, 50059, "Neither the address nor the request tells which organisation is meant. Name the organisation in the address.");
    public static readonly OAuthError WrongAccountKind = new(Errors.AccessDenied, 500208, "Accounts of single persons may not sign in to this app; it is for accounts of organisations.");
    public static readonly OAuthError NeedsSecret = new(Errors.InvalidClient, 7000218, "The request must carry client_secret or client_assertion: this app is a confidential client.");
    public static readonly OAuthError BadAssertion = new(Errors.InvalidClient, 50027, "The client assertion is no signed token in which the app speaks of itself (iss and sub are its client id).");
    public static readonly OAuthError UnknownCertificate = new(Errors.InvalidClient, 700027, "The client assertion names no certificate that is registered for the app (x5t#S256, x5t or kid).");
    public static readonly OAuthError ExpiredCertificate = new(Errors.InvalidClient, 700027, "The certificate of the client assertion has expired or is not valid yet; register a new one for the app.");
    public static readonly OAuthError BadAssertionSignature = new(Errors.InvalidClient, 700027, "The client assertion's signature does not fit the certificate. It must be RS256, PS256 or ES256.");
    public static readonly OAuthError BadAssertionAudience = new(Errors.InvalidClient, 700023, "The client assertion is made for somebody else: aud must be this token endpoint or the issuer.");
    public static readonly OAuthError BadAssertionTime = new(Errors.InvalidClient, 700024, "The client assertion is not within its time, or is valid for longer than an hour.");
    public static readonly OAuthError UsedAssertion = new(Errors.InvalidClient, 50013, "The client assertion was used already; make a new one for each request.");
    public static readonly OAuthError BadSecret = new(Errors.InvalidClient, 7000215, "The client secret is wrong. Send the secret itself, not its id.");
    public static readonly OAuthError ExpiredSecret = new(Errors.InvalidClient, 7000222, "The client secret has expired; make a new one for the app.");
    public static readonly OAuthError PublicSecret = new(Errors.InvalidClient, 700025, "The app is a public client, so client_secret must not be sent.");
    public static readonly OAuthError NeedsChallenge = new(Errors.InvalidRequest, 9002325, "A public client must use PKCE: send code_challenge with code_challenge_method=S256.");
    public static readonly OAuthError BadScope = new(Errors.InvalidScope, 70011, "The scope is not valid: for client credentials it is one resource followed by /.default.");
    public static readonly OAuthError NoResource = new(Errors.InvalidScope, 500011, "The resource of the scope is not registered in this organisation.");
    public static readonly OAuthError NoSuchScope = new(Errors.InvalidScope, 650053, "The app asks for a permission that does not exist on the resource, or is switched off there.");
    public static readonly OAuthError NeedsConsent = new(Errors.ConsentRequired, 65001, "The person or an administrator has not allowed the app to do this. Send an interactive sign-in request for it.");
    public static readonly OAuthError NeedsAdmin = new(Errors.AccessDenied, 90094, "The app needs permissions that only an administrator of this organisation can give.");
    public static readonly OAuthError Declined = new(Errors.AccessDenied, 65004, "The person did not allow the app to do this.");
    public static readonly OAuthError OneResource = new(Errors.InvalidScope, 28000, "The scopes belong to more than one resource; ask for one at a time.");
    public static readonly OAuthError NoSession = new(Errors.LoginRequired, 50058, "Nobody is signed in, and the request does not allow to ask.");
    public static readonly OAuthError OtherPerson = new(Errors.LoginRequired, 50058, "Somebody else than the person named in the request is signed in.");
    public static readonly OAuthError MustSignInAgain = new(Errors.LoginRequired, 50058, "The sign-in is older than the request allows.");
    public static readonly OAuthError UnknownPerson = new(Errors.AccessDenied, 50020, "The signed-in account does not exist in this organisation; somebody there has to invite it first.");
    public static readonly OAuthError PendingGuest = new(Errors.AccessDenied, 50014, "The guest has not accepted the invitation yet.");
    public static readonly OAuthError BlockedPerson = new(Errors.AccessDenied, 50057, "The account is switched off in this organisation.");
    public static readonly OAuthError NotAssigned = new(Errors.AccessDenied, 50105, "The signed-in person is not assigned to the app, directly or through a group.");
    public static readonly OAuthError UsedCode = new(Errors.InvalidGrant, 54005, "The authorization code was used already; everything that came of it is revoked.");
    public static readonly OAuthError StillWaiting = new(Errors.AuthorizationPending, 70016, "The person has not answered yet. Ask again after the interval.");
    public static readonly OAuthError TooFast = new(Errors.SlowDown, 70016, "That was asked too soon. Wait five seconds longer between two requests.");
    public static readonly OAuthError DeviceDeclined = new("authorization_declined", 65004, "The person said no.");
    public static readonly OAuthError NoDeviceCode = new("bad_verification_code", 70018, "There is no such device code, or it was made for another app or organisation.");
    public static readonly OAuthError DeviceCodeExpired = new(Errors.ExpiredToken, 70019, "The code has expired. Start again.");
    public static readonly OAuthError UsedDeviceCode = new(Errors.InvalidGrant, 54005, "The device code was used already. Start again.");
    public static readonly OAuthError TooManyDeviceCodes = new("temporarily_unavailable", 90055, "Too many codes were asked for from this network address. Wait a little, then try again.");
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
        if (code == OAuthErrors.NeedsConsent.Code) response.SetParameter("suberror", "consent_required");
        response.SetParameter("error_codes", new OpenIddictParameter(System.Text.Json.JsonSerializer.SerializeToElement<int[]>([code])));
        response.SetParameter("timestamp", now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        response.SetParameter("trace_id", correlationId);
        response.SetParameter("correlation_id", correlationId);
    }

    extension(OAuthError error)
    {
        /// <summary>An error of an endpoint that OpenIddict does not know.</summary>
        public IResult Json(int status) => new Answer(error, status);

        /// <summary>Answers with the error as JSON, before OpenIddict has seen the request.</summary>
        public async Task Write(HttpContext http, int status)
        {
            var response = new OpenIddictResponse { Error = error.Error, ErrorDescription = error.Description };
            var clock = http.RequestServices.GetRequiredService<TimeProvider>();
            Complete(response, http.RequestServices.GetRequiredService<RequestInfo>().CorrelationId, clock.UtcNow, body: true);
            http.Response.StatusCode = status;
            await http.Response.WriteAsJsonAsync(response, http.RequestAborted);
        }
    }

    private sealed class Answer(OAuthError error, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => error.Write(httpContext, status);
    }
}
