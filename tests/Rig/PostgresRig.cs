using Npgsql;

namespace Foyer.Rig;

/// <summary>
/// A private PostgreSQL cluster on loopback, or the server that FOYER_TEST_POSTGRES names (a connection string of somebody who
/// may create databases). One for a whole test assembly is enough: every test makes its own database in it.
/// </summary>
public sealed class PostgresRig : IAsyncDisposable
{
    private const string SuperUser = "postgres";

    private readonly RigFolder? folder;
    private readonly Child? server;
    private readonly NpgsqlConnectionStringBuilder administration;
    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private readonly List<string> created = [];

    private PostgresRig(RigFolder? folder, Child? server, string connectionString)
    {
        this.folder = folder;
        this.server = server;
        administration = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
    }

    /// <summary>Starts a cluster. <paramref name="durable"/> leaves fsync on, as benchmarks need it; tests are faster without.</summary>
    public static async Task<PostgresRig> Start(bool durable = false, CancellationToken ct = default)
    {
        if (Environment.GetEnvironmentVariable("FOYER_TEST_POSTGRES") is { Length: > 0 } existing)
        {
            return new PostgresRig(null, null, existing);
        }

        var home = new RigFolder();
        var data = home.Sub("data");
        await Tool.GiveTo(SuperUser, data, ct);

        var setUp = Child.Start(
            Binary("initdb"), ["-D", data, "-U", SuperUser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], SuperUser, data);
        await using (setUp)
        {
            await Eventually.Is(_ => Task.FromResult(setUp.HasExited), TimeSpan.FromSeconds(60), () => "initdb hangs:\n" + setUp.Output, ct);
            if (setUp.ExitCode != 0)
            {
                throw new RigException("initdb failed:\n" + setUp.Output);
            }
        }

        var port = Ports.Free();
        string[] speed = durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        string[] settings =
        [
            $"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "shared_buffers=128MB", "max_wal_size=2GB",
            .. speed,
        ];
        var rig = new PostgresRig(
            home,
            Child.Start(Binary("postgres"), ["-D", data, .. settings.SelectMany(s => new[] { "-c", s })], SuperUser, data),
            $"Host=127.0.0.1;Port={port};Username={SuperUser};Database=postgres");
        try
        {
            await rig.server!.Until("answering", rig.Answers, TimeSpan.FromSeconds(30), ct);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a client needs to open <paramref name="database"/>.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(administration.ConnectionString) { Database = database, Pooling = true }.ConnectionString;

    /// <summary>
    /// Makes a database, empty or as a copy of <paramref name="template"/>, and returns its connection string. Nobody may be
    /// connected to the template: clear its pool first (<c>NpgsqlConnection.ClearPool</c>).
    /// </summary>
    public async Task<string> CreateDatabase(string name, string? template = null, CancellationToken ct = default)
    {
        // Two copies of one template at the same time would get in each other's way.
        await oneAtATime.WaitAsync(ct);
        try
        {
            await Execute($"create database {Quote(name)}" + (template is null ? "" : $" template {Quote(template)}"), ct);
            created.Add(name);
            return ConnectionString(name);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Drops a database and ends whoever is still connected to it.</summary>
    public Task DropDatabase(string name, CancellationToken ct = default) => Execute($"drop database if exists {Quote(name)} with (force)", ct);

    public async ValueTask DisposeAsync()
    {
        if (server is null)
        {
            foreach (var name in created)
            {
                await DropDatabase(name);
            }
        }
        else
        {
            await server.Stop(Child.SigQuit, TimeSpan.FromSeconds(5));
            await server.DisposeAsync();
        }

        folder?.Dispose();
        oneAtATime.Dispose();
    }

    private async Task<bool> Answers(CancellationToken ct)
    {
        try
        {
            await Execute("select 1", ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task Execute(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(administration.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private static string Binary(string name)
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return Tool.Find(name, "postgresql", [.. versions.OrderByDescending(v => v, StringComparer.Ordinal).Select(v => Path.Combine(v, "bin"))]);
    }
}
