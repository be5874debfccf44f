using Foyer.Data;
using Foyer.Rig;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests;

/// <summary>Fresh stores with the schema in place: a copied file on SQLite, a copied template database on PostgreSQL.</summary>
internal static class TestStores
{
    private const string Template = "foyer_template";
    private static int databases;

    private static readonly Lazy<Task<string>> SqliteTemplate = new(async () =>
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("foyer-template-").FullName, "template.db");
        await using var db = MigrationsDb.For(new FoyerOptions { Database = { ConnectionString = Sqlite(file) } });
        await db.Database.MigrateAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);");
        return file;
    });

    private static readonly Lazy<Task<PostgresRig>> Cluster = new(async () =>
    {
        var rig = await PostgresRig.Start();
        var connection = await rig.CreateDatabase(Template) + ";Pooling=false";
        await using var db = MigrationsDb.For(new FoyerOptions { Database = { Provider = "Postgres", ConnectionString = connection } });
        await db.Database.MigrateAsync();
        return rig;
    });

    public static async Task<string> New(Store store, string data)
    {
        if (store == Store.Postgres)
            return await (await Cluster.Value).CreateDatabase($"foyer_{Interlocked.Increment(ref databases)}_{Environment.ProcessId}", Template) + ";Maximum Pool Size=40";
        var file = Path.Combine(data, "foyer.db");
        File.Copy(await SqliteTemplate.Value, file);
        return Sqlite(file);
    }

    private static string Sqlite(string file) => $"Data Source={file};Foreign Keys=True;Default Timeout=60;Pooling=True";
}
