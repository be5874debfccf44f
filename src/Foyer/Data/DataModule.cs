using Foyer.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Foyer.Data;

/// <summary>The store on SQLite or PostgreSQL, its migrations, and the keys that encrypt what must be read back.</summary>
internal static class DataModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddData(FoyerOptions options)
        {
            services.AddScoped<CurrentTenant>().AddSingleton<TenantScopes>();
            services.AddDbContext<FoyerDb>((provider, db) => Use(db, provider.GetRequiredService<IOptions<FoyerOptions>>().Value));
            var keys = Path.Combine(options.Data, "keys");
            PrivateFiles.CreateDirectory(keys);
            services.AddDataProtection().SetApplicationName("Foyer").PersistKeysToFileSystem(new DirectoryInfo(keys));
            services.AddHealthChecks().AddCheck<StoreAnswers>("store", tags: ["ready"]);
            return services;
        }
    }

    internal static void Use(DbContextOptionsBuilder db, FoyerOptions options)
    {
        if (options.Database.Provider == "Postgres") db.UseNpgsql(options.Database.ConnectionString);
        else db.UseSqlite(options.Database.ConnectionString ?? $"Data Source={EmbeddedFile(options)};Foreign Keys=True;Default Timeout=60");
    }

    private static string EmbeddedFile(FoyerOptions options) => Path.Combine(options.Data, "foyer.db");

    /// <summary>Brings the schema up to date; the embedded store is made when it is not there yet.</summary>
    internal static async Task Migrate(IServiceProvider services, CancellationToken ct)
    {
        var options = services.GetRequiredService<FoyerOptions>();
        await using var db = MigrationsDb.For(options);
        // Its journals get the mode of the file itself, so whoever may not read the one cannot read the others.
        if (!db.IsPostgres && options.Database.ConnectionString is null) PrivateFiles.Touch(EmbeddedFile(options));
        await db.Database.MigrateAsync(ct);
        if (!db.IsPostgres)
        {
            // WAL lets readers go on while a batch writes. The file remembers it; how commits wait for the disk is each connection's own (HastyCommits).
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", ct);
        }
    }
}
