using System.Net;
using Foyer.Policies;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Graph;

public class FrameTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Without_a_token_Graph_says_so_in_its_own_shape(Store store)
    {
        var app = await TestApp.Shared(store);
        using var client = app.Browser();
        using var response = await client.GetAsync("/v1.0/users");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(("InvalidAuthenticationToken", "Access token is empty."), await client.Refused("/nothing/here", HttpStatusCode.Unauthorized));

        client.DefaultRequestHeaders.Authorization = new("Bearer", "not.a.token");
        Assert.Equal("InvalidAuthenticationToken", (await client.Refused("/users", HttpStatusCode.Unauthorized)).Code);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task An_error_carries_the_ids_that_find_it_in_the_log(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.ReadUsers);
        client.DefaultRequestHeaders.Add("client-request-id", "11111111-2222-3333-4444-555555555555");
        using var response = await client.GetAsync("/v1.0/users/nobody@contoso.example");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("11111111-2222-3333-4444-555555555555", response.Headers.GetValues("client-request-id").Single());
        var inner = (await client.Graph("/users/nobody@contoso.example", HttpStatusCode.NotFound)).GetProperty("error").GetProperty("innerError");
        Assert.True(Guid.TryParse(inner.GetProperty("request-id").GetString(), out _));
        Assert.Equal("11111111-2222-3333-4444-555555555555", inner.GetProperty("client-request-id").GetString());
        Assert.Equal(19, inner.GetProperty("date").GetString()!.Length);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_does_not_exist_is_not_found_in_Graphs_shape(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.ReadUsers);

        Assert.Equal(("Request_ResourceNotFound", "Resource not found for the segment 'unicorns'."), await client.Refused("/unicorns", HttpStatusCode.NotFound));
        Assert.Equal("Request_ResourceNotFound", (await client.Refused($"/users/{Guid.CreateVersion7()}", HttpStatusCode.NotFound)).Code);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Without_the_permission_nothing_is_told(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.InviteUsers);

        Assert.Equal(("Authorization_RequestDenied", "Insufficient privileges to complete the operation."), await client.Refused("/users", HttpStatusCode.Forbidden));
        Assert.Equal("Authorization_RequestDenied", (await client.Refused($"/users/{tenant.Admin.Id}", HttpStatusCode.Forbidden)).Code);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task One_thing_may_be_spelt_in_every_way_Graph_knows(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.ReadUsers);
        var upn = tenant.Admin.UserPrincipalName;

        foreach (var path in new[] { $"/users/{tenant.Admin.Id}", $"/users/{upn}", $"/users/{upn.ToUpperInvariant()}", $"/users('{tenant.Admin.Id}')", $"/users(userPrincipalName='{upn}')", $"/Users/{tenant.Admin.Id}?%24select=id", $"/users/{tenant.Admin.Id}?select=id" })
            Assert.Equal(tenant.Admin.Id.ToString("D"), (await client.Graph(path)).GetProperty("id").GetString());

        using var admin = await tenant.GraphAs(tenant.Admin, Permissions.ReadUsers);
        Assert.Equal(tenant.Admin.Id.ToString("D"), (await admin.Graph("/me")).GetProperty("id").GetString());
        Assert.Equal("BadRequest", (await client.Refused("/me")).Code);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Unknown_options_and_properties_are_refused_never_ignored(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.ReadUsers);

        Assert.Equal(("Request_BadRequest", "Unrecognized query argument specified: 'colour'."), await client.Refused("/users?colour=blue"));
        Assert.Equal(("Request_BadRequest", "'$skip' is not supported by the service."), await client.Refused("/users?$skip=10"));
        Assert.Equal(("BadRequest", "Parsing OData Select and Expand failed: Could not find a property named 'shoeSize' on type 'microsoft.graph.user'."), await client.Refused("/users?$select=id,shoeSize"));
        Assert.Equal(("BadRequest", "Invalid filter clause: Could not find a property named 'shoeSize' on type 'microsoft.graph.user'."), await client.Refused("/users?$filter=shoeSize eq '44'"));
        Assert.Equal(("Request_UnsupportedQuery", "Unsupported sort property 'city' for 'User'."), await client.Refused("/users?$orderby=city"));
        Assert.Equal("Request_BadRequest", (await client.Refused($"/users/{tenant.Admin.Id}?$filter=id eq 'x'")).Code);
        Assert.Equal("Request_UnsupportedQuery", (await client.Refused("/users?$top=1000")).Code);
    }

    [Fact]
    public async Task Who_asks_too_often_waits_as_long_as_told()
    {
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?> { ["Foyer:Limits:GraphRequests"] = "3" });
        var tenant = await app.NewTenant();
        using var client = await tenant.GraphApp(Permissions.ReadUsers);
        using var other = await tenant.GraphApp(Permissions.ReadUsers);
        for (var i = 0; i < 3; i++) await client.Graph("/users?$top=1");

        using var response = await client.GetAsync("/v1.0/users?$top=1");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal("TooManyRequests", (await client.Refused("/users", HttpStatusCode.TooManyRequests)).Code);
        await other.Graph("/users?$top=1");
    }

    [Fact]
    public async Task The_table_of_rights_and_the_routes_have_the_same_calls()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1.0/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText!["/v1.0".Length..]}")).Order(StringComparer.Ordinal).ToList();
        var rows = GraphRights.All.Select(r => $"{r.Method} {r.Path}").Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(rows);
        Assert.Equal(rows, routes);

        var known = GraphApp.Roles.Select(r => r.Value).Append("*").ToHashSet(StringComparer.Ordinal);
        foreach (var right in GraphRights.All)
        {
            Assert.True(right.Application.All(known.Contains), $"{right.Path}: {string.Join(' ', right.Application.Except(known))} cannot be granted to an app");
            Assert.All(right.Who, who => Assert.True(who is "everyone" or "members" or "self" || Users.DirectoryRoles.ByName.ContainsKey(who), who));
        }
    }
}
