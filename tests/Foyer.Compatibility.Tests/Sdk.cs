using Foyer.Tests;
using Foyer.Tests.Graph;
using Foyer.Users;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions.Authentication;

namespace Foyer.Compatibility.Tests;

/// <summary>The official Microsoft.Graph SDK with nothing changed but the address.</summary>
internal static class Sdk
{
    extension(TestTenant tenant)
    {
        /// <summary>An app of the organisation that speaks for itself.</summary>
        public async Task<GraphServiceClient> SdkApp(params string[] permissions) => Client(tenant.App, await tenant.GraphApp(permissions));

        /// <summary>An app that speaks for a person.</summary>
        public async Task<GraphServiceClient> SdkAs(User person, params string[] scopes) => Client(tenant.App, await tenant.GraphAs(person, scopes));
    }

    private static GraphServiceClient Client(TestApp app, HttpClient withToken)
    {
        using (withToken)
        {
            var token = new Token(withToken.DefaultRequestHeaders.Authorization!.Parameter!);
            return new GraphServiceClient(GraphClientFactory.Create(), new BaseBearerTokenAuthenticationProvider(token), new Uri(app.Url, "/v1.0").ToString());
        }
    }

    /// <summary>The address of an object, as <c>$ref</c> calls carry it.</summary>
    public static string Address(this TestApp app, Guid id) => new Uri(app.Url, $"/v1.0/directoryObjects/{id:D}").ToString();

    /// <summary>The error that a call is refused with.</summary>
    public static async Task<(int Status, string? Code, string? Message)> Refused(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<ODataError>(call);
        Assert.NotNull(error.Error?.InnerError?.RequestId);
        Assert.NotNull(error.Error?.InnerError?.Date);
        return (error.ResponseStatusCode, error.Error?.Code, error.Error?.Message);
    }

    private sealed class Token(string text) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new(["localhost"]);

        public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) => Task.FromResult(text);
    }
}
