using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Foyer.Rig;

/// <summary>
/// A server of ours as its own process: started until an address answers 200, stopped politely, killed in the middle of its
/// work, and started again with the same settings.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private Child? child;
    private string before = "";

    /// <summary>The executable; see <see cref="Built"/>.</summary>
    public required string File { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to the environment of the tests; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The address whose 200 means ready, such as <c>http://localhost:5080/health/ready</c>.</summary>
    public required Uri ReadyUrl { get; init; }

    /// <summary>The authority (PEM) to trust for an https <see cref="ReadyUrl"/>; the server may write it while it starts.</summary>
    public string? CaFile { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// The working directory, where ASP.NET Core looks for appsettings and wwwroot; the executable's own unless given. A server
    /// that is built but not published wants its project's folder.
    /// </summary>
    public string? Folder { get; init; }

    public bool IsRunning => child is { HasExited: false };

    public int ProcessId => Running.Id;

    /// <summary>From the start of the process to the first 200.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Everything it printed, earlier runs included.</summary>
    public string Output => before + child?.Output;

    /// <summary>The exit code of the last run, null while it runs.</summary>
    public int? ExitCode => child is { HasExited: true } ? child.ExitCode : null;

    private Child Running => child ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>
    /// The built executable of a project of this repository, in the configuration of this library:
    /// <c>Built("src/Foyer", "foyer")</c>, <c>Built("samples/CorporateApp", "CorporateApp")</c>.
    /// </summary>
    public static string Built(string project, string executable)
    {
#if DEBUG
        const string configuration = "Debug";
#else
        const string configuration = "Release";
#endif
        var path = Path.Combine(RepositoryRoot(), project, "bin", configuration, "net10.0", executable);
        return System.IO.File.Exists(path) ? path : throw new RigException($"{path} is not there: build the solution first.");
    }

    /// <summary>The folder that holds Foyer.slnx.</summary>
    public static string RepositoryRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "Foyer.slnx")))
            {
                return folder;
            }
        }

        throw new RigException("The tests do not run from within the repository.");
    }

    /// <summary>Starts it, or starts it again, and returns when it is ready.</summary>
    public async Task Start(CancellationToken ct = default)
    {
        if (IsRunning)
        {
            throw new InvalidOperationException("The server is running.");
        }

        before = Output;
        if (child is not null)
        {
            await child.DisposeAsync();
        }

        var clock = Stopwatch.StartNew();
        child = Child.Start(File, Arguments, folder: Folder ?? Path.GetDirectoryName(File) ?? "/", environment: Environment);

        await child.Until($"200 from {ReadyUrl}", IsReady, Timeout, ct);
        ReadyAfter = clock.Elapsed;
    }

    /// <summary>SIGKILL: no goodbye, nothing flushed. Returns when the process is gone.</summary>
    public Task Kill() => Running.Kill();

    /// <summary>SIGTERM and wait; false when it had to be killed after <paramref name="patience"/> (10 s).</summary>
    public Task<bool> Stop(TimeSpan? patience = null) => Running.Stop(Child.SigTerm, patience ?? TimeSpan.FromSeconds(10));

    /// <summary>A client without cookies and redirects that trusts the same authority.</summary>
    public HttpClient Client()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (CaFile is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(CaFile);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return new HttpClient(handler);
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
        {
            await child.DisposeAsync();
        }
    }

    private async Task<bool> IsReady(CancellationToken ct)
    {
        if (CaFile is not null && !System.IO.File.Exists(CaFile))
        {
            return false;
        }

        try
        {
            using var client = Client();
            using var answer = await client.GetAsync(ReadyUrl, HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
