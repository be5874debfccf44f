using Microsoft.EntityFrameworkCore;

namespace Foyer.Data;

/// <summary>
/// Lets commits of one open connection return before the disk has confirmed them. A killed process loses nothing by it; a machine
/// that loses power may lose the last moments, never the order of things. Only for what can be done again.
/// </summary>
internal static class HastyCommits
{
    public static Task Begin(FoyerDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(db.Database.IsNpgsql() ? "SET synchronous_commit = off" : "PRAGMA synchronous = NORMAL", ct);

    /// <summary>Before the connection goes back to the pool, where the next one to take it would inherit the haste.</summary>
    public static Task End(FoyerDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(db.Database.IsNpgsql() ? "RESET synchronous_commit" : "PRAGMA synchronous = FULL", ct);
}
