namespace Foyer.Licences;

/// <summary>What this module tells the operator: ids and codes only.</summary>
internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Error, "Looking for changes that licences follow failed; trying again.")]
    public static partial void FollowingFailed(this ILogger log, Exception exception);

    [LoggerMessage(2301, LogLevel.Error, "What changed of {SubjectId} could not be settled and will be tried again.")]
    public static partial void ErrandFailed(this ILogger log, Guid subjectId, Exception exception);
}
