using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Foyer.Commands;
using Foyer.Rig;
using Npgsql;

namespace Foyer.Bench;

/// <summary>
/// What reading users costs on PostgreSQL when there are a million of them, beside a thousand, in the same round on the same machine:
/// two servers, two databases of one cluster. A request is a whole one, with token, rights and JSON; one at a time, so a figure is a latency.
/// </summary>
internal abstract class GraphReads : IBenchmark
{
    protected const int Many = 1_000_000, Few = 1_000;
    private const int Rounds = 3, Requests = 200, WarmUp = 100;

    public abstract string Name { get; }

    public abstract Task<Figure> Run();

    /// <summary>Median latencies of both, round by round.</summary>
    protected static async Task<Figure> Compare(string limit, Func<int, Task> measured, Func<int, Task> beside)
    {
        var (values, limits) = (new List<double>(), new List<double>());
        for (var i = 0; i < WarmUp; i++) await measured(i);
        for (var i = 0; i < WarmUp; i++) await beside(i);
        for (var round = 0; round < Rounds; round++)
        {
            // In turns, so that whatever else the machine does meets both alike.
            var (here, there) = (new List<double>(), new List<double>());
            for (var i = 0; i < Requests; i++)
            {
                there.Add(await Milliseconds(() => beside(i)));
                here.Add(await Milliseconds(() => measured(i)));
            }
            values.Add(Import.Median(here));
            limits.Add(Import.Median(there));
        }
        return new(Import.Median(values), "ms", Import.Median(limits), limit, Import.Median(values.Zip(limits, (v, l) => v / l)), values);
    }

    private static async Task<double> Milliseconds(Func<Task> request)
    {
        var start = Stopwatch.GetTimestamp();
        await request();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>A server whose organisation has this many users beside those of the demo.</summary>
    protected static async Task<ImportServer> Server(PostgresRig rig, int users)
    {
        var database = await rig.CreateDatabase($"graph_{users}");
        var server = await ImportServer.Start(database);
        await Fill(database, users);
        return server;
    }

    protected static string Mail(int i) => string.Create(CultureInfo.InvariantCulture, $"given{i}.surname@fabrikam{i % 211}.example");

    /// <summary>Copies a user of the demo as often as asked, each with a name and addresses of its own.</summary>
    private static async Task Fill(string database, int users)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        var columns = (string)(await Scalar(connection, """
            SELECT string_agg('"' || column_name || '"', ', ' ORDER BY ordinal_position) FROM information_schema.columns
            WHERE table_name = 'Users' AND is_generated = 'NEVER'
            """))!;
        var copied = "u." + columns.Replace(", ", ", u.", StringComparison.Ordinal);
        await using var insert = new NpgsqlCommand($"""
            INSERT INTO "Users" ({columns})
            SELECT {copied} FROM generate_series(1, @users) AS n
            CROSS JOIN LATERAL (SELECT 'given' || n || '.surname@fabrikam' || n % 211 || '.example' AS mail) AS m
            JOIN "Users" AS template ON template."TenantId" = @tenant AND template."Id" = (SELECT "Id" FROM "Users" WHERE "TenantId" = @tenant AND "UserType" = 'Member' LIMIT 1)
            CROSS JOIN LATERAL jsonb_populate_record(template, jsonb_build_object(
                'Id', '01930000-' || lpad(to_hex(n >> 16), 4, '0') || '-7000-8000-' || lpad(to_hex(n & 65535), 12, '0'),
                'DisplayName', 'Given' || n || ' Surname' || n % 977, 'UserPrincipalName', mail, 'UserPrincipalNameKey', mail,
                'Mail', mail, 'MailKey', mail, 'MailNickname', 'given' || n, 'OtherMails', jsonb_build_array(), 'ProxyAddresses', jsonb_build_array('SMTP:' || mail))) AS u
            """, connection) { CommandTimeout = 0 };
        insert.Parameters.AddWithValue("users", users);
        insert.Parameters.AddWithValue("tenant", CreateDemo.Contoso);
        await insert.ExecuteNonQueryAsync();
        await Scalar(connection, "VACUUM ANALYZE");
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync();
    }
}

/// <summary>One person found by the mail address: another one each time.</summary>
internal sealed class GraphUsersByMail : GraphReads
{
    public override string Name => "graph.users.mail";

    public override async Task<Figure> Run()
    {
        await using var rig = await PostgresRig.Start();
        await using var few = await Server(rig, Few);
        await using var many = await Server(rig, Many);
        return await Compare("ms at 1,000 users; the bar is 1.5 times", i => Find(many, 1 + i * 4987 % Many), i => Find(few, 1 + i * 7 % Few));
    }

    private static async Task Find(ImportServer server, int i)
    {
        var found = await server.Get($"/v1.0/users?$filter=mail eq '{Mail(i)}'");
        if (found.GetProperty("value").GetArrayLength() != 1) throw new InvalidOperationException($"{Mail(i)} was not found: {found}");
    }
}

/// <summary>The first hundred users.</summary>
internal sealed class GraphUsersPage : GraphReads
{
    public override string Name => "graph.users.page";

    public override async Task<Figure> Run()
    {
        await using var rig = await PostgresRig.Start();
        await using var few = await Server(rig, Few);
        await using var many = await Server(rig, Many);
        return await Compare("ms at 1,000 users; the bar is 1.5 times", _ => many.Get("/v1.0/users?$top=100"), _ => few.Get("/v1.0/users?$top=100"));
    }
}

/// <summary>Page 10,000 of a million users by a hundred, beside page 1: nothing is counted or skipped on the way.</summary>
internal sealed class GraphDeepPaging : GraphReads
{
    private const int Page = 10_000, Size = 100, Most = 999;

    public override string Name => "graph.paging.deep";

    public override async Task<Figure> Run()
    {
        await using var rig = await PostgresRig.Start();
        await using var server = await Server(rig, Many);
        const string first = "/v1.0/users?$top=100";
        var deep = await Link(server);
        return await Compare("ms for page 1; the bar is 1.5 times", _ => Full(server, deep), _ => Full(server, first));
    }

    /// <summary>
    /// The way there goes by larger pages of ids alone, which lead to the same place sooner: a link's token says behind which row its page
    /// begins, whatever the size of the pages.
    /// </summary>
    private static async Task<string> Link(ImportServer server)
    {
        var next = "/v1.0/users?$select=id&$top=999";
        for (var left = (Page - 1) * Size; left > 0;)
        {
            var size = Math.Min(Most, left);
            next = next[..next.IndexOf('?', StringComparison.Ordinal)] + $"?$select=id&$top={size}" + Token(next);
            var page = await server.Get(next);
            next = new Uri(page.GetProperty("@odata.nextLink").GetString()!).PathAndQuery;
            left -= size;
        }
        return "/v1.0/users?$top=100" + Token(next);
    }

    private static string Token(string link) => link.IndexOf("&$skiptoken=", StringComparison.Ordinal) is >= 0 and var at ? link[at..] : "";

    private static async Task<JsonElement> Full(ImportServer server, string link)
    {
        var page = await server.Get(link);
        return page.GetProperty("value").GetArrayLength() == Size ? page : throw new InvalidOperationException($"This is no full page: {page}");
    }
}
