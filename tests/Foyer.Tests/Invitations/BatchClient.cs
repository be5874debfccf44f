using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Policies;
using Foyer.Tests.Connect;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Invitations;

/// <summary>A program that uploads files with a token of its own, as an integration would.</summary>
internal static class BatchClient
{
    public const string Path = "/api/invitation-batches";

    /// <summary>An app of the tenant with these application permissions, and a client that carries its token.</summary>
    public static async Task<HttpClient> Automation(this TestTenant tenant, params string[] permissions)
    {
        var registration = await tenant.NewApp(new("automation " + Guid.CreateVersion7()));
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            var graph = await db.ServicePrincipals.SingleAsync(s => s.AppId == GraphApp.AppId);
            foreach (var (role, value) in GraphApp.Roles.Where(r => permissions.Contains(r.Value)))
                db.AppRoleAssignments.Add(new() { TenantId = tenant.Id, Id = Ids.New(tenant.App.Clock), ResourceId = graph.Id, PrincipalId = registration.ServicePrincipal.Id, PrincipalType = PrincipalType.ServicePrincipal, AppRoleId = role, CreatedAt = tenant.App.Clock.UtcNow });
            await db.SaveChangesAsync();
        });
        var client = tenant.App.Browser();
        var token = await new RelyingParty(tenant.App, tenant, registration).AppToken(client);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        return client;
    }

    public static Task<HttpResponseMessage> Upload(this HttpClient client, string csv, string query = "") =>
        client.PostAsync(Path + query, new StringContent(csv, Encoding.UTF8, "text/csv"));

    public static async Task<JsonElement> Json(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK) => await RelyingParty.Json(response, expected);

    public static async Task<JsonElement> Problem(this HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Json(expected);
    }
}
