using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Foyer.Data;

/// <summary>Uniqueness belongs to the database; this tells its verdict apart from real failures, on both engines.</summary>
internal static class Conflicts
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;

    public static bool IsUniqueViolation(this Exception exception) => (exception is DbUpdateException ? exception.InnerException : exception) switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintUnique or SqliteConstraintPrimaryKey } => true,
        _ => false,
    };

    private static bool IsDeadlock(this Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected }) return true;
        }

        return false;
    }

    /// <summary>
    /// Does one whole transaction, and once more when PostgreSQL chose it as the victim of a deadlock: rows that other work takes
    /// in the opposite order (an invitation and its mail) cannot be ordered for everybody. <paramref name="work"/> begins and ends its own transaction.
    /// </summary>
    public static async Task<T> Retrying<T>(this FoyerDb db, Func<Task<T>> work)
    {
        for (var left = 3; ; left--)
        {
            try
            {
                return await work();
            }
            catch (Exception e) when (left > 0 && e.IsDeadlock())
            {
                db.ChangeTracker.Clear();
            }
        }
    }
}
