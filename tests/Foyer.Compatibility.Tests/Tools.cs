using Foyer.Tests;
using Microsoft.Identity.Client;

namespace Foyer.Compatibility.Tests;

/// <summary>One secure server a store for all tests here, and the libraries made to trust it; nothing else about them is special.</summary>
internal static class Tools
{
    private static readonly Lazy<Task<TestApp>> Sqlite = new(() => TestApp.NewSecure(Store.Sqlite));
    private static readonly Lazy<Task<TestApp>> Postgres = new(() => TestApp.NewSecure(Store.Postgres));

    public static Task<TestApp> Server(Store store = Store.Sqlite) => store == Store.Sqlite ? Sqlite.Value : Postgres.Value;

    extension(TestApp app)
    {
        /// <summary>MSAL asks for one client for everything it does.</summary>
        public IMsalHttpClientFactory Msal => new Clients(new HttpClient(app.Trusting()));

        public string Authority(string tenant) => app.Options.Url("/" + tenant);
    }

    private sealed class Clients(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }
}
