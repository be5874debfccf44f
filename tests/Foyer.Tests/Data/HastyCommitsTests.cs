using Foyer.Data;
using Foyer.Mail;
using Foyer.Tests.Mail;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Data;

/// <summary>Who does not wait for the disk, and that nobody else inherits it.</summary>
public sealed class HastyCommitsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    public static TheoryData<Store, string, string> Words() => new() { { Store.Sqlite, "2", "1" }, { Store.Postgres, "on", "off" } };

    [Theory, MemberData(nameof(Words))]
    public async Task Haste_ends_before_the_connection_goes_back_to_the_pool(Store store, string patient, string hasty)
    {
        var data = Directory.CreateTempSubdirectory("foyer-haste-").FullName;
        var options = new FoyerOptions { Data = data, Database = { Provider = store.ToString(), ConnectionString = await NewStore(store, data) } };
        string connection;
        await using (var db = Open(options))
        {
            await db.Database.OpenConnectionAsync(Ct);
            connection = await Mark(db);
            Assert.Equal(patient, await Mode(db));
            await HastyCommits.Begin(db, Ct);
            Assert.Equal(hasty, await Mode(db));
            await using (var beside = Open(options))
            {
                await beside.Database.OpenConnectionAsync(Ct);
                Assert.Equal(patient, await Mode(beside));
            }
            await HastyCommits.End(db, Ct);
            Assert.Equal(patient, await Mode(db));
        }

        // Those that the pool has now; the one that was hasty is among them.
        await using var one = Open(options);
        await using var other = Open(options);
        await one.Database.OpenConnectionAsync(Ct);
        await other.Database.OpenConnectionAsync(Ct);
        Assert.Contains(connection, new[] { await Mark(one), await Mark(other) });
        Assert.Equal([patient, patient], [await Mode(one), await Mode(other)]);
    }

    [Theory, MemberData(nameof(Words))]
    public async Task What_the_mail_sender_gives_back_waits_for_the_disk_again(Store store, string patient, string hasty)
    {
        Assert.NotEqual(hasty, patient);
        var data = Directory.CreateTempSubdirectory("foyer-haste-").FullName;
        await using var app = await TestApp.New(store, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Database:ConnectionString"] = await NewStore(store, data) });
        // The sender keeps its hasty connection for one organisation at a time.
        foreach (var tenant in new[] { await app.NewTenant(), await app.NewTenant("Fabrikam") })
            await (await QueuedInvitation.New(tenant, new($"alice@{tenant.Domain}.partner.example"))).Becomes(DeliveryState.Sent);

        var taken = Enumerable.Range(0, 10).Select(_ => app.Services.CreateAsyncScope()).ToList();
        foreach (var scope in taken)
        {
            var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
            await db.Database.OpenConnectionAsync(Ct);
            Assert.Equal(patient, await Mode(db));
        }
        foreach (var scope in taken) await scope.DisposeAsync();
    }

    /// <summary>The tests' own PostgreSQL is hasty everywhere, to be fast; these want one as it is installed.</summary>
    private static async Task<string> NewStore(Store store, string data) =>
        await TestStores.New(store, data) + (store == Store.Postgres ? ";Options=-c synchronous_commit=on" : "");

    private static FoyerDb Open(FoyerOptions options)
    {
        var builder = new DbContextOptionsBuilder<FoyerDb>();
        DataModule.Use(builder, options);
        return new FoyerDb(builder.Options, new CurrentTenant());
    }

    private static Task<string> Mode(FoyerDb db) => Ask(db, db.IsPostgres ? "SHOW synchronous_commit" : "PRAGMA synchronous");

    /// <summary>What tells one connection of the pool from another: on SQLite a table that only this connection sees.</summary>
    private static async Task<string> Mark(FoyerDb db)
    {
        if (db.IsPostgres) return await Ask(db, "SELECT pg_backend_pid()");
        if (await Ask(db, "SELECT count(*) FROM temp.sqlite_master") == "0") await db.Database.ExecuteSqlRawAsync("CREATE TEMP TABLE Mark AS SELECT hex(randomblob(8)) AS Name", Ct);
        return await Ask(db, "SELECT Name FROM temp.Mark");
    }

    private static async Task<string> Ask(FoyerDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(Ct), System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
