using MimeKit;

namespace Foyer.Mail;

/// <summary>A mail whose turn has come, with what the operation put in, decrypted.</summary>
public readonly record struct DueMail(OutgoingMail Mail, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Makes the messages of one kind of mail. Each module brings the templates of its own mails; <c>SendMail</c> knows none of them.
/// </summary>
public interface IMailTemplate
{
    /// <summary>The word in <see cref="OutgoingMail.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>True when somebody sits and waits for it: such mail overtakes a batch of thousands.</summary>
    bool IsUrgent => false;

    /// <summary>How long trying again makes sense; then a deferred mail has failed.</summary>
    TimeSpan Patience => TimeSpan.FromDays(3);

    /// <summary>
    /// Renders mails of one tenant, one message for each in the same order, read from the store together. Null when there is no
    /// reason any more to send it (revoked meanwhile). The sender adds Message-ID and Date.
    /// </summary>
    Task<IReadOnlyList<MimeMessage?>> Render(IReadOnlyList<DueMail> mails, IServiceProvider tenantScope, CancellationToken ct);

    /// <summary>
    /// Tells the mails' subjects how delivery went, inside the sender's transaction; called for each change of state. The scope
    /// lives on for the next ones: track nothing in it.
    /// </summary>
    Task Delivered(IReadOnlyList<OutgoingMail> mails, IServiceProvider tenantScope, CancellationToken ct) => Task.CompletedTask;

    /// <summary>A part of the message as an administrator may see it, without its secret (security rule 1); null when not at all.</summary>
    string? Show(string content) => content;
}

/// <summary>The templates by kind.</summary>
public sealed class MailTemplates(IEnumerable<IMailTemplate> templates)
{
    private readonly Dictionary<string, IMailTemplate> byKind = templates.ToDictionary(t => t.Kind, StringComparer.Ordinal);

    public IMailTemplate this[string kind] =>
        byKind.TryGetValue(kind, out var template) ? template : throw new InvalidOperationException($"No module brings a mail template of kind {kind}.");
}
