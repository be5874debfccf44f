namespace Foyer.Invitations;

/// <summary>What this module tells the operator: ids and codes only.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Batch {BatchId} is complete: {Rows} rows.")]
    public static partial void BatchCompleted(this ILogger log, Guid batchId, int rows);

    [LoggerMessage(2001, LogLevel.Warning, "Batch {BatchId} is paused; its page says why.")]
    public static partial void BatchPaused(this ILogger log, Guid batchId);

    [LoggerMessage(2002, LogLevel.Information, "Batch {BatchId} was stopped or taken over.")]
    public static partial void BatchLetGo(this ILogger log, Guid batchId);

    [LoggerMessage(2005, LogLevel.Information, "Batch {BatchId} has reached a limit and goes on at {Until}.")]
    public static partial void BatchWaits(this ILogger log, Guid batchId, DateTime until);

    [LoggerMessage(2003, LogLevel.Error, "Batch {BatchId} met an unexpected failure and will go on from where it is.")]
    public static partial void BatchFailed(this ILogger log, Guid batchId, Exception exception);

    [LoggerMessage(2004, LogLevel.Error, "Looking for batches failed; trying again.")]
    public static partial void LookingFailed(this ILogger log, Exception exception);
}
