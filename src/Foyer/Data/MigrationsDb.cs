using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Foyer.Data;

/// <summary>
/// EF keeps one chain of migrations a context type; each engine has its own, so that both lie in this one program
/// (docs/adr/0003). Made with <c>./dev migrate-add NAME</c>.
/// </summary>
internal static class MigrationsDb
{
    public static FoyerDb For(FoyerOptions options)
    {
        var builder = new DbContextOptionsBuilder();
        DataModule.Use(builder, options);
        return options.Database.Provider == "Postgres" ? new PostgresDb(builder.Options) : new SqliteDb(builder.Options);
    }
}

internal sealed class SqliteDb(DbContextOptions options) : FoyerDb(options, new CurrentTenant());

internal sealed class PostgresDb(DbContextOptions options) : FoyerDb(options, new CurrentTenant());

internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) =>
        (SqliteDb)MigrationsDb.For(new FoyerOptions { Database = { ConnectionString = "Data Source=unused.db" } });
}

internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) =>
        (PostgresDb)MigrationsDb.For(new FoyerOptions { Database = { Provider = "Postgres", ConnectionString = "Host=unused" } });
}
