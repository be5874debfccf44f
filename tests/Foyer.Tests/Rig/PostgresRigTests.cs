using Foyer.Rig;
using Npgsql;

namespace Foyer.Tests.Rig;

public class PostgresRigTests
{
    [Fact]
    public async Task A_copy_of_a_template_answers_with_its_rows()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var postgres = await PostgresRig.Start(ct: ct);

        var template = await postgres.CreateDatabase("a_template", ct: ct);
        await using (var source = NpgsqlDataSource.Create(template))
        await using (var fill = source.CreateCommand("create table t as select 41 + 1 as answer"))
        {
            await fill.ExecuteNonQueryAsync(ct);
        }

        var copy = await postgres.CreateDatabase("a copy \"of\" it", "a_template", ct);
        await using var data = NpgsqlDataSource.Create(copy);
        await using var select = data.CreateCommand("select answer from t");
        Assert.Equal(42, await select.ExecuteScalarAsync(ct));
    }
}
