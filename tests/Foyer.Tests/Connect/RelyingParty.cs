using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Tests.Connect;

/// <summary>An app as its developer would write it: code flow with PKCE, tokens checked with Microsoft's libraries against the metadata.</summary>
internal sealed class RelyingParty(TestApp app, TestTenant tenant, TestRegistration registration, string redirectUri = RelyingParty.Redirect)
{
    public const string Redirect = "https://moodle.example/signin-oidc";
    private readonly string verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    public TestRegistration Registration => registration;
    public string ClientId => registration.Application.AppId.ToString("D");
    public string Secret => registration.Secret;
    /// <summary>Where it asks: its own organisation, unless it names another one or none.</summary>
    public string Base { get; init; } = $"/{tenant.Id:D}";

    public static Task<TestRegistration> Register(TestTenant tenant, Func<AppRegistration, AppRegistration>? adapt = null)
    {
        var registration = new AppRegistration("Moodle") { RedirectUris = [Redirect], LogoutRedirectUris = ["https://moodle.example/signed-out"], SignOnUrl = "https://moodle.example/" };
        return tenant.NewApp(adapt is null ? registration : adapt(registration));
    }

    public string AuthorizeUrl(string scope = "openid profile email offline_access", params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = ClientId, ["response_type"] = "code", ["redirect_uri"] = redirectUri, ["scope"] = scope, ["state"] = "the-state", ["nonce"] = "the-nonce",
            ["code_challenge"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in more)
        {
            if (value is null) query.Remove(name);
            else query[name] = value;
        }
        return QueryHelpers.AddQueryString($"{Base}/oauth2/v2.0/authorize", query);
    }

    /// <summary>What the app's own address received.</summary>
    public static Dictionary<string, string> Answer(HttpResponseMessage response, string redirectUri = Redirect)
    {
        Assert.True(response.StatusCode == HttpStatusCode.Redirect, $"{response.StatusCode}: {response.Content.ReadAsStringAsync().Result}");
        var location = response.Headers.Location!;
        Assert.StartsWith(redirectUri, location.OriginalString, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(location.Query.Length > 0 ? location.Query : location.Fragment.Replace('#', '?')).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
    }

    public async Task<string> Code(HttpClient browser, string scope = "openid profile email offline_access")
    {
        var answer = Answer(await browser.GetAsync(AuthorizeUrl(scope)), redirectUri);
        Assert.True(answer.ContainsKey("code"), answer.GetValueOrDefault("error_description"));
        Assert.Equal("the-state", answer["state"]);
        return answer["code"];
    }

    public Task<HttpResponseMessage> Redeem(HttpClient client, string code, params ReadOnlySpan<(string Name, string? Value)> more) =>
        Token(client, [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", verifier), .. more]);

    public Task<HttpResponseMessage> Refresh(HttpClient client, string token, params ReadOnlySpan<(string Name, string? Value)> more) =>
        Token(client, [("grant_type", "refresh_token"), ("refresh_token", token), .. more]);

    public Task<HttpResponseMessage> Token(HttpClient client, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["client_id"] = ClientId, ["client_secret"] = Secret };
        foreach (var (name, value) in values)
        {
            if (value is null) form.Remove(name);
            else form[name] = value;
        }
        return client.PostAsync($"{Base}/oauth2/v2.0/token", new FormUrlEncodedContent(form));
    }

    /// <summary>The whole way: code, then tokens.</summary>
    public async Task<JsonElement> Tokens(HttpClient browser, string scope = "openid profile email offline_access") => await Json(await Redeem(browser, await Code(browser, scope)));

    public async Task<JsonElement> AppToken(HttpClient client, string scope = "https://graph.microsoft.com/.default") =>
        await Json(await Token(client, ("grant_type", "client_credentials"), ("scope", scope)));

    public static async Task<JsonElement> Json(HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Opens the app, agrees to what it asks for, and gets the code.</summary>
    public async Task<string> CodeWithConsent(HttpClient browser, string scope = "openid profile email offline_access", params (string, string)[] more)
    {
        var page = await (await browser.GetAsync(AuthorizeUrl(scope))).Content.ReadAsStringAsync();
        using var agreed = await browser.Send(page, [("answer", "yes"), .. more]);
        Assert.True(agreed.Headers.Contains("Refresh"), await agreed.Content.ReadAsStringAsync());
        var answer = Answer(await browser.GetAsync(agreed.Onward()), redirectUri);
        Assert.True(answer.ContainsKey("code"), answer.GetValueOrDefault("error_description"));
        return answer["code"];
    }

    /// <summary>Checks as Microsoft's libraries do, with keys and issuer from the metadata; the time is the test's.</summary>
    public async Task<JsonWebToken> Validate(string token, string? audience = null)
    {
        var result = await Check(token, audience);
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }

    public async Task<TokenValidationResult> Check(string token, string? audience = null)
    {
        using var http = app.Browser();
        var configuration = await OpenIdConnectConfigurationRetriever.GetAsync($"{app.Url.GetLeftPart(UriPartial.Authority)}{Base}/v2.0/.well-known/openid-configuration", new HttpDocumentRetriever(http) { RequireHttps = false }, default);
        return await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = configuration.Issuer,
            ValidAudience = audience ?? ClientId,
            IssuerSigningKeys = configuration.SigningKeys,
            ValidTypes = ["JWT"],
            LifetimeValidator = (from, until, _, _) => from <= app.Clock.GetUtcNow().UtcDateTime && until > app.Clock.GetUtcNow().UtcDateTime,
        });
    }
}

/// <summary>People and rights for these tests.</summary>
internal static class Cast
{
    extension(TestTenant tenant)
    {
        /// <summary>A guest bound to an account of another tenant, as an accepted invitation leaves it.</summary>
        public Task<User> NewGuest(User home, bool accepted = true, string? mail = null) => tenant.App.In(tenant.Id, async (_, db) =>
        {
            var id = Foyer.Web.Ids.New(tenant.App.Clock);
            var address = TestApp.Address(mail ?? home.Mail!);
            var guest = new User
            {
                TenantId = tenant.Id, Id = id, UserType = UserType.Guest, CreationType = "Invitation", DisplayName = home.DisplayName,
                UserPrincipalName = $"{address.Address.Replace('@', '_')}#EXT#@{tenant.Domain}", UserPrincipalNameKey = $"{address.Key.Replace('@', '_')}#ext#@{tenant.Domain}",
                Mail = address.Address, MailKey = address.Key, MailNickname = $"{address.LocalPart}_", CreatedAt = tenant.App.Clock.GetUtcNow().UtcDateTime,
                ExternalUserState = accepted ? ExternalUserState.Accepted : ExternalUserState.PendingAcceptance,
                HomeTenantId = accepted ? home.TenantId : null, HomeUserId = accepted ? home.Id : null,
                SignInName = accepted ? home.UserPrincipalName : null, AltSecId = accepted ? $"5::{home.Id:N}" : null,
            };
            db.Users.Add(guest);
            await db.SaveChangesAsync();
            return guest;
        });

        public Task Assign(TestRegistration app, Guid principal, PrincipalType type = PrincipalType.User, Guid? role = null) => tenant.App.In(tenant.Id, async (_, db) =>
        {
            db.AppRoleAssignments.Add(new AppRoleAssignment
            {
                TenantId = tenant.Id, Id = Foyer.Web.Ids.New(tenant.App.Clock), ResourceId = app.ServicePrincipal.Id, PrincipalId = principal, PrincipalType = type,
                AppRoleId = role ?? AppRoleAssignment.DefaultAccess, CreatedAt = tenant.App.Clock.GetUtcNow().UtcDateTime,
            });
            await db.SaveChangesAsync();
        });

        /// <summary>Lets an app do this in everybody's name, as an administrator's consent leaves it.</summary>
        public Task Allow(TestRegistration app, params string[] scopes) => tenant.App.In(tenant.Id, async (_, db) =>
        {
            var graph = await db.ServicePrincipals.SingleAsync(s => s.AppId == DirectoryScopes.ResourceAppId);
            db.PermissionGrants.Add(new PermissionGrant
            {
                TenantId = tenant.Id, Id = Foyer.Web.Ids.New(tenant.App.Clock), ClientId = app.ServicePrincipal.Id, ResourceId = graph.Id, PrincipalId = PermissionGrant.Everybody,
                Scope = PermissionGrant.TextOf(scopes), CreatedAt = tenant.App.Clock.GetUtcNow().UtcDateTime,
            });
            await db.SaveChangesAsync();
        });

        public Task Change(User user, Action<User> change) => tenant.App.In(tenant.Id, async (_, db) =>
        {
            change(await db.Users.SingleAsync(u => u.Id == user.Id));
            await db.SaveChangesAsync();
        });
    }

    extension(TestApp app)
    {
        public async Task<HttpClient> SignedIn(User user, bool follow = false)
        {
            var browser = app.Browser(follow);
            await browser.SignIn(user.UserPrincipalName);
            return browser;
        }
    }

    extension(HttpClient client)
    {
        public Task<HttpResponseMessage> GetWith(string token, string path)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return client.SendAsync(request);
        }
    }

    /// <summary>Where a page that answered a form goes on to.</summary>
    public static string Onward(this HttpResponseMessage answer) => answer.Headers.GetValues("Refresh").Single().Split("url=", 2)[1];

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
