using System.Globalization;
using System.Text.Json;
using Foyer.Commands;
using Foyer.Rig;
using MimeKit;

namespace Foyer.Browser.Tests;

public enum Store { Sqlite, Postgres }

/// <summary>
/// What <c>./dev up</c> starts, on ports of its own: the server with the demo and the two sample apps, three real processes. Mail is
/// written as files.
/// </summary>
public sealed class Demo : IAsyncDisposable
{
    public const string Password = "walk through the front door 8";

    private readonly RigFolder folder = new();
    private readonly List<ServerProcess> processes = [];
    private readonly PostgresRig? postgres;

    private Demo(PostgresRig? postgres) => this.postgres = postgres;

    public string Url { get; private set; } = "";
    internal DemoFileContent Content { get; private set; } = null!;
    public Guid Contoso => Content.Tenants.Contoso.Id;
    public ServerProcess Server => processes[0];
    public string MailFolder => folder["data/mail"];

    public static async Task<Demo> Start(Store store)
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
        };
        if (demo.postgres is not null)
        {
            environment["Foyer__Database__Provider"] = "Postgres";
            environment["Foyer__Database__ConnectionString"] = await demo.postgres.CreateDatabase("foyer");
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

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes)) await process.DisposeAsync();
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
