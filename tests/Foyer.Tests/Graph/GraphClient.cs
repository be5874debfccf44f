using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Tests.Connect;
using Foyer.Tests.Invitations;
using Foyer.Tests.SignIn;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Tests.Graph;

/// <summary>Calls the Graph API by hand, where a test looks at what the official SDK hides. Everything else is tested with the SDK.</summary>
internal static class GraphClient
{
    /// <summary>An app with these permissions, speaking for itself.</summary>
    public static Task<HttpClient> GraphApp(this TestTenant tenant, params string[] permissions) => tenant.Automation(permissions);

    /// <summary>An app that speaks for a person of the organisation, with these scopes.</summary>
    public static Task<HttpClient> GraphAs(this TestTenant tenant, User person, params string[] scopes) => tenant.GraphAs(person, person, scopes);

    /// <summary>The same for a guest, who signs in with the account at home.</summary>
    public static async Task<HttpClient> GraphAs(this TestTenant tenant, User person, User home, params string[] scopes)
    {
        var registration = await RelyingParty.Register(tenant);
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            db.AppRoleAssignments.Add(new() { TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), ResourceId = registration.ServicePrincipal.Id, PrincipalId = person.Id, PrincipalType = PrincipalType.User, AppRoleId = Guid.Empty, CreatedAt = tenant.App.Clock.UtcNow });
            await db.SaveChangesAsync();
        });
        if (scopes.Length > 0) await tenant.Allow(registration, scopes);
        var browser = tenant.App.Browser();
        await browser.SignIn(home.UserPrincipalName);
        var tokens = await new RelyingParty(tenant.App, tenant, registration).Tokens(browser, "openid profile https://graph.microsoft.com/.default");
        var client = tenant.App.Browser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        return client;
    }

    public static async Task<JsonElement> Graph(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK, bool eventual = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith("http", StringComparison.Ordinal) ? path : "/v1.0" + path);
        if (eventual) request.Headers.Add("ConsistencyLevel", "eventual");
        using var response = await client.SendAsync(request);
        return await response.Json(expected);
    }

    public static async Task<JsonElement> Graph(this HttpClient client, HttpMethod method, string path, string? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, "/v1.0" + path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Code and message of a refusal.</summary>
    public static async Task<(string Code, string Message)> Refused(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.BadRequest, bool eventual = false)
    {
        var error = (await client.Graph(path, expected, eventual)).GetProperty("error");
        return (error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!);
    }

    /// <summary>A property of each row of a list.</summary>
    public static List<string?> Each(this JsonElement list, string property) => [.. list.GetProperty("value").EnumerateArray().Select(row => row.GetProperty(property).GetString())];
}
