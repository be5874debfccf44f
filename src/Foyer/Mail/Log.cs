namespace Foyer.Mail;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Mail {MailId} of tenant {TenantId} is deferred after attempt {Attempts}.")]
    public static partial void MailDeferred(this ILogger log, Guid mailId, Guid tenantId, int attempts);

    [LoggerMessage(2002, LogLevel.Warning, "Mail {MailId} of tenant {TenantId} has failed for good after attempt {Attempts}.")]
    public static partial void MailFailed(this ILogger log, Guid mailId, Guid tenantId, int attempts);

    [LoggerMessage(2003, LogLevel.Error, "No mail gets out: {Words}")]
    public static partial void MailServerUnreachable(this ILogger log, string words);

    [LoggerMessage(2004, LogLevel.Error, "Mail {MailId} of tenant {TenantId} could not be written.")]
    public static partial void MailNotRendered(this ILogger log, Exception why, Guid mailId, Guid tenantId);

    [LoggerMessage(2005, LogLevel.Error, "The outbox could not be read; trying again shortly.")]
    public static partial void OutboxNotRead(this ILogger log, Exception why);

    [LoggerMessage(2006, LogLevel.Error, "The outcome of {Count} mails could not be stored; trying again shortly.")]
    public static partial void OutcomeNotStored(this ILogger log, Exception why, int count);
}
