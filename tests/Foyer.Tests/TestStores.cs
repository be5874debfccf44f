using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests;

/// <summary>Fresh stores with the schema in place: a copied file on SQLite, a copied template database on PostgreSQL.</summary>
internal static class TestStores
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(async () =>
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("foyer-template-").FullName, "template.db");
        await using (var db = MigrationsDb.For(new FoyerOptions { Database = { ConnectionString = Sqlite(file) } }))
        {
            await db.Database.MigrateAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE);");
        }
        return file;
    });

    public static async Task<string> New(Store store, string data)
    {
        if (store == Store.Postgres) throw new NotSupportedException("PostgreSQL joins when the rig does.");
        var file = Path.Combine(data, "foyer.db");
        File.Copy(await SqliteTemplate.Value, file);
        return Sqlite(file);
    }

    private static string Sqlite(string file) => $"Data Source={file};Foreign Keys=True;Default Timeout=60;Pooling=True";
}
