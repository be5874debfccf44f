using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Foyer.Data;

/// <summary>Uniqueness belongs to the database; this tells its verdict apart from real failures, on both engines.</summary>
internal static class Conflicts
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintForeignKey = 787;

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

    /// <summary>
    /// Somebody else's write came in between: the row is there already, what it refers to is gone, or two writers waited for each
    /// other. Rolled back and done again on a fresh look, the work succeeds or fails for a reason that can be told.
    /// </summary>
    public static bool IsRace(this Exception exception) => exception.IsUniqueViolation() || (exception is DbUpdateException ? exception.InnerException : exception) switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => true,
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintForeignKey } => true,
        _ => false,
    };
}
