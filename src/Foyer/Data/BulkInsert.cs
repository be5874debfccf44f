using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Foyer.Data;

/// <summary>
/// Writes many rows of one entity inside the context's transaction: one prepared statement on SQLite, binary COPY on
/// PostgreSQL. Columns and conversions come from the EF model, so the fast way cannot drift from the ordinary one.
/// EF's own SaveChanges reaches about a fifth of this (docs/adr/0005).
/// </summary>
internal static partial class BulkInsert
{
    public static async Task Write<T>(FoyerDb db, IReadOnlyCollection<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return;
        var columns = Columns<T>(db);
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Bulk rows belong into the transaction of their operation; begin one first.");
        if (transaction is NpgsqlTransaction)
            await Copy((NpgsqlConnection)transaction.Connection!, Table<T>(db), columns, rows, ct);
        else
            Insert((SqliteTransaction)transaction, Table<T>(db), columns, rows, ct);
    }

    private static string Table<T>(FoyerDb db) => db.Model.FindEntityType(typeof(T))!.GetTableName()!;

    private static Column[] Columns<T>(FoyerDb db)
    {
        var type = db.Model.FindEntityType(typeof(T))!;
        return [.. type.GetProperties().Where(property => property.ValueGenerated != ValueGenerated.OnAddOrUpdate).Select(property => new Column(property))];
    }

    private static void Insert<T>(SqliteTransaction transaction, string table, Column[] columns, IReadOnlyCollection<T> rows, CancellationToken ct) where T : class
    {
        using DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        var parameters = columns.Select((_, i) => { var p = command.CreateParameter(); p.ParameterName = "$" + i; command.Parameters.Add(p); return p; }).ToArray();
#pragma warning disable CA2100 // names come from the EF model, never from a person
        command.CommandText = $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", parameters.Select(p => p.ParameterName))})";
#pragma warning restore CA2100
        command.Prepare();
        foreach (var row in rows)
        {
            ct.ThrowIfCancellationRequested();
            for (var i = 0; i < columns.Length; i++) parameters[i].Value = columns[i].Of(row) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    private static async Task Copy<T>(NpgsqlConnection connection, string table, Column[] columns, IReadOnlyCollection<T> rows, CancellationToken ct) where T : class
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"COPY \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            foreach (var column in columns)
            {
                var value = column.Of(row);
                if (value is null) await copy.WriteNullAsync(ct);
                else await copy.WriteAsync(value, column.Type, ct);
            }
        }
        await copy.CompleteAsync(ct);
    }

    [GeneratedRegex(@"\(\d+\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LengthOfType();

    private sealed class Column
    {
        private readonly IClrPropertyGetter getter;
        private readonly Func<object?, object?>? convert;

        public Column(IProperty property)
        {
            Name = property.GetColumnName();
            var mapping = property.GetRelationalTypeMapping();
#pragma warning disable EF1001 // the getter is what SaveChanges itself uses
            getter = property.GetGetter();
#pragma warning restore EF1001
            // The driver knows types by their names in the schema, lengths left out: character varying(320) is character varying.
            Type = LengthOfType().Replace(mapping.StoreType, "");
            convert = mapping.Converter?.ConvertToProvider;
        }

        public string Name { get; }
        public string Type { get; }

        public object? Of(object row)
        {
            var value = getter.GetClrValue(row);
            return value is null || convert is null ? value : convert(value);
        }
    }
}
