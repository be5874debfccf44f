using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Foyer.Commands;
using Foyer.Rig;

namespace Foyer.Bench;

/// <summary>
/// The real server as a process with the demo. Unless told, its mail goes to a port where nobody listens: the sender finds that
/// out and waits, so that a figure of the import is one of the import alone (what sending does is <c>mail.sink</c>).
/// </summary>
internal sealed class ImportServer : IAsyncDisposable
{
    private readonly RigFolder folder;
    private readonly bool owned;
    private readonly ServerProcess server;
    private readonly Uri url;
    private readonly HttpClient client;

    private ImportServer(RigFolder folder, bool owned, ServerProcess server, Uri url) =>
        (this.folder, this.owned, this.server, this.url, client) = (folder, owned, server, url, new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) });

    /// <summary>
    /// <paramref name="postgres"/> is the connection string of an empty database; null takes the embedded store. A server that
    /// goes on where another has stopped gets that one's <paramref name="home"/>.
    /// </summary>
    public static async Task<ImportServer> Start(string? postgres = null, RigFolder? home = null, int? mailPort = null)
    {
        var folder = home ?? new RigFolder();
        var url = new Uri($"http://localhost:{Ports.Free()}");
        var server = new ServerProcess
        {
            File = ServerProcess.Built("src/Foyer", "foyer"),
            Arguments = ["demo", "--serve"],
            ReadyUrl = new Uri(url, "/health/ready"),
            Timeout = TimeSpan.FromMinutes(1),
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["FOYER_DATA"] = folder["data"],
                ["Foyer__PublicUrl"] = url.GetLeftPart(UriPartial.Authority),
                ["Foyer__Smtp__Host"] = "127.0.0.1",
                ["Foyer__Smtp__Port"] = (mailPort ?? Ports.Free()).ToString(CultureInfo.InvariantCulture),
                ["Foyer__Smtp__Security"] = "None",
                ["Foyer__Smtp__From"] = "invitations@contoso.example",
                ["Foyer__Database__Provider"] = postgres is null ? "Sqlite" : "Postgres",
                ["Foyer__Database__ConnectionString"] = postgres,
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        await server.Start();
        return new ImportServer(folder, home is null, server, url);
    }

    /// <summary>A file that names an app and a group in each row, so that a row becomes a guest with everything.</summary>
    public static byte[] File(int rows)
    {
        var text = new StringBuilder("Email,DisplayName,InviteAppID,InviteReplyUrl,InviteAppResources,InviteGroupResources,InviteContactUsUrl,Language\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"given{i}.surname{i % 977}@fabrikam{i % 211}.example,Given{i} Surname{i % 977},{CreateDemo.Moodle},,")
                .Append(CultureInfo.InvariantCulture, $"{CreateDemo.Moodle},{CreateDemo.MyGroup1},https://contoso.example/partners,en\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>
    /// Uploads a file over the API and waits until every row is stored. Returns rows a second between the two times that the batch
    /// itself notes: the file is accepted, and the last row is stored.
    /// </summary>
    public async Task<double> Import(int rows)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Token());
        using var body = new ByteArrayContent(File(rows));
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var accepted = await client.PostAsync(new Uri("/api/invitation-batches", UriKind.Relative), body);
        accepted.EnsureSuccessStatusCode();
        while (true)
        {
            var batch = await client.GetFromJsonAsync<JsonElement>(accepted.Headers.Location);
            if (batch.GetProperty("state").GetString() is var state && state == "completed")
            {
                if (batch.GetProperty("invited").GetInt32() != rows) throw new InvalidOperationException($"Not every row became a guest: {batch}");
                return rows / (batch.GetProperty("completedDateTime").GetDateTime() - batch.GetProperty("createdDateTime").GetDateTime()).TotalSeconds;
            }

            if (state != "running") throw new InvalidOperationException($"The batch stopped: {batch}");
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Asks the API with the token of the demo's automation; fails unless the answer is 200.</summary>
    public async Task<JsonElement> Get(string path)
    {
        client.DefaultRequestHeaders.Authorization ??= new AuthenticationHeaderValue("Bearer", await Token());
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>True while the process runs; what it said when it does not.</summary>
    public bool Runs(out string output)
    {
        output = server.Output;
        return server.IsRunning;
    }

    public int ProcessId => server.ProcessId;

    /// <summary>The most memory the process ever had, in MB.</summary>
    public double PeakMegabytes() =>
        int.Parse(System.IO.File.ReadLines($"/proc/{server.ProcessId}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    private async Task<string> Token()
    {
        using var demo = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(Path.Combine(folder["data"], "demo.json")));
        var automation = demo.RootElement.GetProperty("automation");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "https://graph.microsoft.com/.default",
            ["client_id"] = automation.GetProperty("clientId").GetString()!,
            ["client_secret"] = automation.GetProperty("clientSecret").GetString()!,
        });
        using var answer = await client.PostAsync(new Uri(url, $"/{CreateDemo.Contoso:D}/oauth2/v2.0/token"), form);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.Stop();
        await server.DisposeAsync();
        if (owned) folder.Dispose();
    }
}
