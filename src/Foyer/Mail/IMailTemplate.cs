using MimeKit;

namespace Foyer.Mail;

/// <summary>
/// Makes the message of one kind of mail. Each module brings the templates of its own mails; <c>SendMail</c> knows none of them.
/// </summary>
public interface IMailTemplate
{
    /// <summary>The word in <see cref="OutgoingMail.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>
    /// Renders one mail. <paramref name="payload"/> is what the operation put in, decrypted. Returns null when there is no
    /// reason any more to send it (revoked meanwhile). The sender adds Message-ID and Date.
    /// </summary>
    ValueTask<MimeMessage?> Render(OutgoingMail mail, ReadOnlyMemory<byte> payload, IServiceProvider tenantScope, CancellationToken ct);

    /// <summary>
    /// Tells the mail's subject how delivery went, inside the sender's transaction; called for each change of state.
    /// </summary>
    Task Delivered(IReadOnlyList<OutgoingMail> mails, IServiceProvider tenantScope, CancellationToken ct);
}
