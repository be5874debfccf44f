using MimeKit;

namespace Foyer.Mail;

/// <summary>One way out for one message at a time: a connection to the mail server, or the mail directory.</summary>
internal interface IMailTransport : IAsyncDisposable
{
    /// <summary>Hands the message over and returns the words it was taken with; throws <see cref="MailNotTakenException"/> otherwise.</summary>
    Task<string> Send(OutgoingMail mail, MimeMessage message, CancellationToken ct);

    /// <summary>Lets go of what costs something while there is nothing to send.</summary>
    Task Rest();
}

/// <summary>Why a message was not taken. <c>Unreachable</c> says nothing about this message: no mail gets through at the moment.</summary>
internal enum NotTaken { Later, Never, Unreachable }

/// <summary>The message stays here; the message of the exception is the server's, or a sentence that helps an operator.</summary>
internal sealed class MailNotTakenException(NotTaken why, string words, Exception? cause = null) : Exception(words, cause)
{
    public NotTaken Why => why;
}
