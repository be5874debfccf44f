using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Foyer.Commands;
using Foyer.Data;
using Foyer.Rig;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Invitations;

/// <summary>The server with the demo as a process of its own, for tests that kill it.</summary>
internal static class DemoProcess
{
    /// <summary>Not started yet. Unless told, its mail goes to a port where nobody listens: it stays where it can be counted.</summary>
    public static ServerProcess Server(FoyerOptions options, int? mailPort = null)
    {
        var url = new Uri($"http://localhost:{TestApp.FreePort()}");
        return new()
        {
            File = ServerProcess.Built("src/Foyer", "foyer"),
            Arguments = ["demo", "--serve"],
            ReadyUrl = new Uri(url, "/health/ready"),
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["FOYER_DATA"] = options.Data,
                ["Foyer__PublicUrl"] = url.GetLeftPart(UriPartial.Authority),
                ["Foyer__Database__Provider"] = options.Database.Provider,
                ["Foyer__Database__ConnectionString"] = options.Database.ConnectionString,
                ["Foyer__Smtp__Host"] = "127.0.0.1",
                ["Foyer__Smtp__Port"] = (mailPort ?? TestApp.FreePort()).ToString(CultureInfo.InvariantCulture),
                ["Foyer__Smtp__From"] = "invitations@contoso.example",
                ["Foyer__Smtp__Security"] = "None",
            },
        };
    }

    /// <summary>Uploads a file as the demo's automation; returns the batch.</summary>
    public static async Task<Guid> Upload(ServerProcess server, FoyerOptions options, string csv)
    {
        var demo = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(options.Data, "demo.json")));
        using var client = server.Client();
        client.BaseAddress = server.ReadyUrl;
        var answer = await client.PostAsync($"/{CreateDemo.Contoso:D}/oauth2/v2.0/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["scope"] = "https://graph.microsoft.com/.default",
            ["client_id"] = demo.GetProperty("automation").GetProperty("clientId").GetString()!, ["client_secret"] = demo.GetProperty("automation").GetProperty("clientSecret").GetString()!,
        }));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        var accepted = await client.PostAsync(BatchClient.Path, new StringContent(csv, Encoding.UTF8, "text/csv"));
        return (await accepted.Json(System.Net.HttpStatusCode.Accepted)).GetProperty("id").GetGuid();
    }

    /// <summary>The store seen from outside the server, as Contoso.</summary>
    public static FoyerDb Open(FoyerOptions options)
    {
        var builder = new DbContextOptionsBuilder();
        DataModule.Use(builder, options);
        var tenant = new CurrentTenant();
        tenant.Set(CreateDemo.Contoso);
        return new FoyerDb(builder.Options, tenant);
    }
}
