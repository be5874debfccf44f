using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Foyer.Data;

/// <summary>
/// Changes many rows of the current tenant in one statement, each row to values of its own; EF's ExecuteUpdate can only give all
/// rows the same. Both stores read the same words: the values stand in a list <c>r</c> beside the table <c>t</c>.
/// </summary>
internal static class UpdateEach
{
    /// <summary>
    /// Returns the ids of the rows that were changed. <paramref name="values"/> name properties of <typeparamref name="T"/> whose types they
    /// have; <paramref name="set"/> and <paramref name="where"/> are SQL over <c>t</c> and <c>r</c>, never a person's words.
    /// </summary>
    public static async Task<HashSet<Guid>> Run<T, TRow>(
        FoyerDb db, IReadOnlyList<TRow> rows, Func<TRow, Guid> id, IReadOnlyList<(string Property, Func<TRow, object?> Of)> values, string set, string where, CancellationToken ct)
        where T : class, ITenantOwned
    {
        var changed = new HashSet<Guid>();
        if (rows.Count == 0) return changed;
        var type = db.Model.FindEntityType(typeof(T))!;
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("These rows belong into the transaction of their operation; begin one first.");
        var ids = Mapping(type, "Id");
        var mappings = values.Select(v => Mapping(type, v.Property)).ToArray();
        var list = new StringBuilder();
        foreach (var row in rows)
        {
            list.Append(list.Length == 0 ? "(" : ", (").Append(Add(command, ids, id(row)));
            for (var i = 0; i < mappings.Length; i++) list.Append(", ").Append(Add(command, mappings[i], values[i].Of(row)));
            list.Append(')');
        }
        var tenant = Add(command, Mapping(type, nameof(ITenantOwned.TenantId)), db.CurrentTenantId);
#pragma warning disable CA2100 // names come from the EF model and the caller's own words
        command.CommandText = $"""
            WITH r("Row", {string.Join(", ", values.Select(v => $"\"{v.Property}\""))}) AS (VALUES {list})
            UPDATE "{type.GetTableName()}" AS t SET {set} FROM r
            WHERE t."TenantId" = {tenant} AND t."Id" = r."Row" AND ({where})
            RETURNING "Id"
            """;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) changed.Add(reader.GetGuid(0));
        return changed;
    }

    private static RelationalTypeMapping Mapping(IEntityType type, string property) => type.FindProperty(property)!.GetRelationalTypeMapping();

    private static string Add(DbCommand command, RelationalTypeMapping mapping, object? value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
        command.Parameters.Add(mapping.CreateParameter(command, name, value, nullable: true));
        return name;
    }
}
