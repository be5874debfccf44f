using System.Diagnostics;
using System.Security.Cryptography;
using Foyer.Apps;
using Foyer.Commands;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Rig;
using Foyer.Users;
using Foyer.Web;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Foyer.Bench;

/// <summary>
/// How fast the five rows of an invitation (guest, invitation, app assignment, group membership, mail) can go into the very same
/// schema, indexes and foreign keys included, when nothing else is done: values made beforehand, prepared statements in one
/// transaction on SQLite, COPY in one transaction on PostgreSQL. Nothing is read, judged, encrypted or audited.
/// </summary>
internal static class ImportLimit
{
    private static readonly Type[] Tables = [typeof(User), typeof(Invitation), typeof(AppRoleAssignment), typeof(GroupMember), typeof(OutgoingMail)];

    /// <summary>Invitations a second into a fresh SQLite file with the demo in it.</summary>
    public static async Task<double> Sqlite(int count)
    {
        using var folder = new RigFolder();
        var options = new FoyerOptions { Data = folder["data"] };
        await Demo(folder, options.Database);
        await using var db = MigrationsDb.For(options);
        var tables = Tables.Select(t => (Table: new Table(db, t), Rows: new object[count][])).ToList();
        Fill(tables, count);

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder["data"], "foyer.db")};Pooling=False;Foreign Keys=True");
        await connection.OpenAsync();
        using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;";
            await pragma.ExecuteNonQueryAsync();
        }

        var watch = Stopwatch.StartNew();
        using (var transaction = connection.BeginTransaction())
        {
            var commands = tables.Select(t => Prepare(connection, transaction, t.Table)).ToList();
            for (var i = 0; i < count; i++)
            {
                for (var t = 0; t < tables.Count; t++)
                {
                    var values = tables[t].Rows[i];
                    var parameters = commands[t].Parameters;
                    for (var c = 0; c < values.Length; c++) parameters[c].Value = values[c];
                    commands[t].ExecuteNonQuery();
                }
            }

            transaction.Commit();
            commands.ForEach(c => c.Dispose());
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Invitations a second into a fresh PostgreSQL database with the demo in it.</summary>
    public static async Task<double> Postgres(PostgresRig rig, int count)
    {
        using var folder = new RigFolder();
        var options = new FoyerOptions { Data = folder["data"], Database = { Provider = "Postgres", ConnectionString = await rig.CreateDatabase("limit_" + Guid.CreateVersion7().ToString("N")) } };
        await Demo(folder, options.Database);
        await using var db = MigrationsDb.For(options);
        var tables = Tables.Select(t => (Table: new Table(db, t), Rows: new object[count][])).ToList();
        Fill(tables, count);

        await using var connection = new NpgsqlConnection(options.Database.ConnectionString);
        await connection.OpenAsync();
        var watch = Stopwatch.StartNew();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            foreach (var (table, rows) in tables)
            {
                await using var copy = await connection.BeginBinaryImportAsync($"COPY {table.Name} ({table.Columns}) FROM STDIN (FORMAT BINARY)");
                foreach (var row in rows)
                {
                    await copy.StartRowAsync();
                    for (var c = 0; c < row.Length; c++)
                    {
                        if (row[c] is DBNull) await copy.WriteNullAsync();
                        else await copy.WriteAsync(row[c], table.Types[c]);
                    }
                }

                await copy.CompleteAsync();
            }

            await transaction.CommitAsync();
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task Demo(RigFolder folder, FoyerOptions.DatabaseOptions database)
    {
        await using var server = FoyerServer.Build([], builder =>
        {
            builder.Configuration["Foyer:Data"] = folder["data"];
            builder.Configuration["Foyer:Database:Provider"] = database.Provider;
            builder.Configuration["Foyer:Database:ConnectionString"] = database.ConnectionString;
            builder.Logging.ClearProviders();
        });
        await DataModule.Migrate(server.Services, default);
        await server.Services.GetRequiredService<CreateDemo>().Run(default);
    }

#pragma warning disable CA2100 // names come from the EF model
    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction transaction, Table table)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        for (var c = 0; c < table.Types.Count; c++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + c });
        command.CommandText = $"INSERT INTO {table.Name} ({table.Columns}) VALUES ({string.Join(", ", table.Types.Select((_, c) => "$" + c))})";
        command.Prepare();
        return command;
    }
#pragma warning restore CA2100

    private static void Fill(List<(Table Table, object[][] Rows)> tables, int count)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var (tenant, inviter, payload) = (CreateDemo.Contoso, Guid.CreateVersion7(), new byte[190]);
        for (var i = 0; i < count; i++)
        {
            var (guest, invitation) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var mail = $"given{i}.surname{i % 977}@fabrikam{i % 211}.example";
            var nickname = mail.Replace('@', '_') + "#EXT#";
            RandomNumberGenerator.Fill(payload);
            object[] entities =
            [
                new User
                {
                    TenantId = tenant, Id = guest, UserPrincipalName = nickname + "@contoso.example", UserPrincipalNameKey = (nickname + "@contoso.example").ToLowerInvariant(),
                    DisplayName = $"Given{i} Surname{i % 977}", Mail = mail, MailKey = mail, OtherMails = [mail], ProxyAddresses = ["SMTP:" + mail], MailNickname = nickname,
                    UserType = UserType.Guest, CreationType = "Invitation", ExternalUserState = ExternalUserState.PendingAcceptance, ExternalUserStateChangedAt = now,
                    ShowInAddressList = false, PreferredLanguage = "en", CreatedAt = now, BatchId = inviter,
                },
                new Invitation
                {
                    TenantId = tenant, Id = invitation, GuestId = guest, Address = mail, AddressKey = mail, State = InvitationState.Pending, MailedSecretHash = RandomNumberGenerator.GetBytes(32),
                    InviterId = inviter, InvitedByApp = true, InviterName = "automation", ShownAppId = CreateDemo.MoodlePrincipal, ContactUrl = "https://contoso.example/partners", Language = "en",
                    CreatedAt = now, ExpiresAt = now.AddDays(30), Delivery = DeliveryState.Queued, BatchId = inviter,
                },
                new AppRoleAssignment
                {
                    TenantId = tenant, Id = Guid.CreateVersion7(), ResourceId = CreateDemo.MoodlePrincipal, PrincipalId = guest, PrincipalType = PrincipalType.User,
                    AppRoleId = AppRoleAssignment.DefaultAccess, CreatedAt = now, BatchId = inviter,
                },
                new GroupMember { TenantId = tenant, GroupId = CreateDemo.MyGroup1, UserId = guest, AddedAt = now, BatchId = inviter },
                new OutgoingMail
                {
                    TenantId = tenant, Id = Guid.CreateVersion7(), Kind = "invitation", Recipient = mail, Language = "en", SubjectId = invitation, Payload = [.. payload],
                    State = DeliveryState.Queued, CreatedAt = now, NotBefore = now,
                },
            ];
            for (var t = 0; t < entities.Length; t++) tables[t].Rows[i] = tables[t].Table.Values(entities[t]);
        }
    }

    /// <summary>A table of the real schema, and an entity as the values that its columns hold.</summary>
    private sealed class Table
    {
        private readonly IReadOnlyList<(Func<object, object?> Get, Func<object?, object?>? Convert)> getters;
        private readonly bool sqlite;

        public Table(FoyerDb db, Type type)
        {
            var entity = db.Model.FindEntityType(type)!;
            var properties = entity.GetProperties().ToList();
            sqlite = !db.IsPostgres;
            Name = $"\"{entity.GetTableName()}\"";
            Columns = string.Join(", ", properties.Select(p => $"\"{p.GetColumnName()}\""));
            Types = [.. properties.Select(p => p.GetRelationalTypeMapping().StoreType.Split('(')[0] + (p.GetRelationalTypeMapping().StoreType.EndsWith("[]", StringComparison.Ordinal) && p.GetRelationalTypeMapping().StoreType.Contains('(', StringComparison.Ordinal) ? "[]" : ""))];
            getters = [.. properties.Select(p => ((Func<object, object?>)(row => p.PropertyInfo!.GetValue(row)), p.GetRelationalTypeMapping().Converter?.ConvertToProvider))];
        }

        public string Name { get; }
        public string Columns { get; }
        public IReadOnlyList<string> Types { get; }

        public object[] Values(object row) => [.. getters.Select(g =>
        {
            var value = g.Get(row);
            if (value is not null && g.Convert is { } convert) value = convert(value);
            return value switch
            {
                null => DBNull.Value,
                // What the driver would make of them while it writes.
                Guid id when sqlite => id.ToString().ToUpperInvariant(),
                DateTime time when sqlite => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", System.Globalization.CultureInfo.InvariantCulture),
                _ => value,
            };
        })];
    }
}
