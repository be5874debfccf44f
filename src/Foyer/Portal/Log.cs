namespace Foyer.Portal;

internal static partial class Log
{
    /// <summary>The id stands on the page that the administrator sees.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "A page of the portal failed (correlation id {CorrelationId})")]
    public static partial void PageFailed(this ILogger<PageBoundary> log, string correlationId, Exception exception);
}
