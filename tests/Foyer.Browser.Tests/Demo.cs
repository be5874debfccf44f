using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Foyer.Commands;
using Foyer.Rig;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using MimeKit;
using Npgsql;

namespace Foyer.Browser.Tests;

public enum Store { Sqlite, Postgres }

/// <summary>
/// What <c>./dev up</c> starts, on ports of its own: the server with the demo and the two sample apps, three real processes. Mail is
/// written as files.
/// </summary>
public sealed class Demo : IAsyncDisposable
{
    /// <summary>The first line of a file.</summary>
    public const string Labels = "Email,DisplayName,InviteAppID,InviteReplyUrl,InviteAppResources,InviteGroupResources,InviteContactUsUrl,Language";

    public const string Password = "walk through the front door 8";

    private readonly RigFolder folder = new();
    private readonly List<ServerProcess> processes = [];
    private readonly PostgresRig? postgres;
    private string? database;
    private WebApplication? arrivals;

    private Demo(PostgresRig? postgres) => this.postgres = postgres;

    public string Url { get; private set; } = "";
    internal DemoFileContent Content { get; private set; } = null!;

    /// <summary>The pages that somebody has had a close look at, by name.</summary>
    internal ConcurrentDictionary<string, bool> Looked { get; } = new(StringComparer.Ordinal);
    public Guid Contoso => Content.Tenants.Contoso.Id;
    public ServerProcess Server => processes[0];
    public string MailFolder => folder["data/mail"];

    /// <summary>Without <paramref name="apps"/> a word stands where the sample apps are: for tests of what happens before one is reached.</summary>
    public static async Task<Demo> Start(Store store, bool apps = true)
    {
        var demo = new Demo(store == Store.Postgres ? await PostgresRig.Start() : null);
        var port = Ports.Free();
        var (moodle, salesforce) = Neighbours();
        demo.Url = $"http://localhost:{port}";
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FOYER_DATA"] = demo.folder["data"],
            ["FOYER_DEMO_PASSWORD"] = Password,
            ["FOYER_APPS_PORT"] = moodle.ToString(CultureInfo.InvariantCulture),
            ["Foyer__PublicUrl"] = demo.Url,
            // Whoever guesses here is stopped sooner: checking a password is meant to take its time.
            ["Foyer__Limits__PasswordFailures"] = "4",
        };
        if (demo.postgres is not null)
        {
            demo.database = await demo.postgres.CreateDatabase("foyer");
            environment["Foyer__Database__Provider"] = "Postgres";
            environment["Foyer__Database__ConnectionString"] = demo.database;
        }
        demo.processes.Add(new ServerProcess
        {
            File = ServerProcess.Built("src/Foyer", "foyer"),
            Folder = Path.Combine(ServerProcess.RepositoryRoot(), "src/Foyer"),
            Arguments = ["demo", "--serve"],
            Environment = environment,
            ReadyUrl = new Uri(demo.Url + "/health/ready"),
        });
        await demo.Server.Start();
        demo.Content = JsonSerializer.Deserialize<DemoFileContent>(await File.ReadAllBytesAsync(demo.folder["data/demo.json"]), JsonSerializerOptions.Web)!;
        if (!apps)
        {
            demo.arrivals = await Arrivals(moodle, salesforce);
            return demo;
        }
        demo.processes.Add(demo.App("moodle", moodle));
        demo.processes.Add(demo.App("salesforce", salesforce));
        await Task.WhenAll(demo.processes.Skip(1).Select(app => app.Start()));
        return demo;
    }

    /// <summary>The newest mail to somebody, as soon as it is there.</summary>
    public Task<MimeMessage> MailTo(string address, Func<MimeMessage, bool>? fits = null) => Eventually.Get(
        async ct =>
        {
            foreach (var file in (Directory.Exists(MailFolder) ? Directory.GetFiles(MailFolder, "*.eml") : []).OrderDescending(StringComparer.Ordinal))
            {
                var message = await MimeMessage.LoadAsync(file, ct);
                if (message.To.Mailboxes.Any(m => string.Equals(m.Address, address, StringComparison.OrdinalIgnoreCase)) && fits?.Invoke(message) != false) return message;
            }
            return null;
        },
        TimeSpan.FromSeconds(20), () => $"No mail to {address} came.");

    /// <summary>The link in an invitation mail, taken from its text part as a person would copy it.</summary>
    public string LinkIn(MimeMessage message)
    {
        var text = message.TextBody ?? throw new RigException("The mail has no text part.");
        var start = text.IndexOf(Url + "/redeem", StringComparison.Ordinal);
        return text[start..text.IndexOfAny([' ', '\r', '\n', '>'], start)];
    }

    /// <summary>Invites by the API, as a program does, whom these lines of a file name, and returns when every mail is out.</summary>
    public async Task Invite(string csv)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        using var granted = await http.PostAsync($"/{Contoso}/oauth2/v2.0/token", new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Content.Automation.ClientId.ToString(),
            ["client_secret"] = Content.Automation.ClientSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        }));
        granted.EnsureSuccessStatusCode();
        var token = JsonDocument.Parse(await granted.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var accepted = await http.PostAsync("/api/invitation-batches", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"));
        accepted.EnsureSuccessStatusCode();
        var state = "";
        await Eventually.Is(
            async ct =>
            {
                state = await http.GetStringAsync(accepted.Headers.Location, ct);
                var batch = JsonDocument.Parse(state).RootElement;
                return batch.GetProperty("state").GetString() == "completed" && batch.GetProperty("mail").GetProperty("queued").GetInt32() == 0;
            },
            TimeSpan.FromSeconds(60), () => $"The batch is not done: {state}");
        Assert.Equal(0, JsonDocument.Parse(state).RootElement.GetProperty("failed").GetInt32());
    }

    /// <summary>Changes the store behind the server's back: for what takes a month to happen, or an administrator elsewhere.</summary>
    public async Task Change(string sql) => Assert.True(await Run(sql) > 0, "Nothing was changed by: " + sql);

    public Task<int> Run(string sql) => Ask(sql, command => command.ExecuteNonQueryAsync());

    /// <summary>The one value that is asked for, as text.</summary>
    public Task<string> One(string sql) => Ask(sql, async command => Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) is { Length: > 0 } value ? value : throw new RigException("Nothing came of: " + sql));

    private async Task<T> Ask<T>(string sql, Func<DbCommand, Task<T>> ask)
    {
        await using DbConnection connection = database is null ? new SqliteConnection($"Data Source={folder["data/foyer.db"]}") : new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await ask(command);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes)) await process.DisposeAsync();
        if (arrivals is not null) await arrivals.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        folder.Dispose();
    }

    private ServerProcess App(string name, int port) => new()
    {
        File = ServerProcess.Built("samples/CorporateApp", "CorporateApp"),
        Folder = Path.Combine(ServerProcess.RepositoryRoot(), "samples/CorporateApp"),
        Arguments = ["--Demo:File", folder["data/demo.json"], "--Demo:App", name, "--Urls", $"http://localhost:{port}"],
        ReadyUrl = new Uri($"http://localhost:{port}/health"),
    };

    /// <summary>Answers for both apps that the browser has arrived.</summary>
    private static async Task<WebApplication> Arrivals(params int[] ports)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls([.. ports.Select(port => $"http://localhost:{port}")]);
        var app = builder.Build();
        app.MapFallback(() => TypedResults.Text("<!DOCTYPE html><html lang='en'><title>The app</title><main><h1>The app</h1></main></html>", "text/html"));
        await app.StartAsync();
        return app;
    }

    /// <summary>Two free ports side by side, because the demo's sample apps live so.</summary>
    private static (int, int) Neighbours()
    {
        while (true)
        {
            var first = Ports.Free();
            if (Ports.IsFree(first + 1)) return (first, first + 1);
        }
    }
}
