using Foyer.Rig;

namespace Foyer.Bench;

/// <summary>
/// Rows a second from the accepted CSV file to everything stored, 100,000 rows through the real API, beside what the store can
/// take at most (<see cref="ImportLimit"/>) in the same round. Mail waits meanwhile.
/// </summary>
internal static class Import
{
    public const int Rows = 100_000;
    private const int Rounds = 3;

    public static async Task<Figure> Measure(Func<Task<double>> import, Func<Task<double>> limit, string limitName)
    {
        var rounds = new List<(double Rate, double Limit)>();
        for (var i = 0; i < Rounds; i++) rounds.Add((await import(), await limit()));
        return new(Median(rounds.Select(r => r.Rate)), "rows/s", Median(rounds.Select(r => r.Limit)), limitName, Median(rounds.Select(r => r.Rate / r.Limit)), [.. rounds.Select(r => r.Rate)]);
    }

    public static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}

internal sealed class ImportSqlite : IBenchmark
{
    public string Name => "import.sqlite";

    public Task<Figure> Run() => Import.Measure(async () =>
    {
        await using var server = await ImportServer.Start();
        return await server.Import(Import.Rows);
    }, () => ImportLimit.Sqlite(Import.Rows), "the same five rows an invite, prepared statements, one transaction");
}

internal sealed class ImportPostgres : IBenchmark
{
    public string Name => "import.postgres";

    public async Task<Figure> Run()
    {
        await using var rig = await PostgresRig.Start(durable: true);
        var databases = 0;
        return await Import.Measure(async () =>
        {
            await using var server = await ImportServer.Start(await rig.CreateDatabase($"import_{++databases}"));
            return await server.Import(Import.Rows);
        }, () => ImportLimit.Postgres(rig, Import.Rows), "the same five rows an invite, COPY, one transaction");
    }
}

/// <summary>Peak memory of a fresh server that imports 100,000 rows over that of one that imports 1,000.</summary>
internal sealed class ImportMemory : IBenchmark
{
    private const int FewRows = 1000;

    public string Name => "import.memory";

    public async Task<Figure> Run()
    {
        var rounds = new List<double>();
        var few = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            few.Add(await Peak(FewRows));
            rounds.Add(await Peak(Import.Rows) / few[^1]);
        }

        var median = Import.Median(rounds);
        return new(median, "times", Import.Median(few), "MB at 1,000 rows; the bar is 1.5 times", median, rounds);
    }

    private static async Task<double> Peak(int rows)
    {
        await using var server = await ImportServer.Start();
        await server.Import(rows);
        return server.PeakMegabytes();
    }
}
