using System.Text;
using System.Text.RegularExpressions;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Web;
using MimeKit;

namespace Foyer.Invitations.Letters;

/// <summary>The invitation mail, or the copy that somebody else gets. Its subject is the invitation, its payload the secret of the link.</summary>
internal sealed partial class InvitationMail(FoyerOptions options, string kind = InvitationMail.Invitation) : IMailTemplate
{
    public const string Invitation = PendingMails.Kind;

    public string Kind => kind;

    public async Task<IReadOnlyList<MimeMessage?>> Render(IReadOnlyList<DueMail> mails, IServiceProvider tenantScope, CancellationToken ct)
    {
        // Sent twice in a row, an invitation can have two mails here; only one of them has the secret that counts.
        var read = tenantScope.GetRequiredService<ReadLetters>();
        var messages = new MimeMessage?[mails.Count];
        foreach (var round in mails.Select((mail, at) => (mail, at)).GroupBy(m => m.mail.Mail.SubjectId).SelectMany(g => g.Select((m, nth) => (m.mail, m.at, nth))).GroupBy(m => m.nth))
        {
            var secrets = round.Where(m => m.mail.Mail.SubjectId is not null)
                .Select(m => (m.mail.Mail.SubjectId!.Value, Secret: InvitationSecret.Of(Encoding.ASCII.GetString(m.mail.Payload.Span))))
                .Where(m => m.Secret is not null).ToDictionary(m => m.Value, m => m.Secret!.Value);
            var letters = await read.Invitations(secrets, ct);
            foreach (var (mail, at, _) in round)
            {
                if (mail.Mail.SubjectId is { } id && letters.TryGetValue(id, out var letter)) messages[at] = await Message(letter, mail.Mail.Recipient, id);
            }
        }
        return messages;
    }

    private async Task<MimeMessage> Message(InvitationLetter letter, string recipient, Guid invitationId)
    {
        var message = WriteLetter.Message(options, letter.Text, letter.Brand, recipient, letter.Subject, InvitationText.Of(letter), await WriteLetter.Html<InvitationHtml>(letter));
        message.Headers.Add("X-Foyer-Invitation", invitationId.ToString("D"));
        if (letter.InviterMail is { } reply) message.ReplyTo.Add(new MailboxAddress(letter.InviterName ?? "", reply));
        return message;
    }

    /// <summary>The latest mail of an invitation speaks for it; an older one, replaced meanwhile, keeps silent.</summary>
    public async Task Delivered(IReadOnlyList<OutgoingMail> mails, IServiceProvider tenantScope, CancellationToken ct)
    {
        if (kind != Invitation) return;
        var db = tenantScope.GetRequiredService<FoyerDb>();
        var now = tenantScope.GetRequiredService<TimeProvider>().UtcNow;
        await UpdateEach.Run<Invitation, OutgoingMail>(db, [.. mails.Where(mail => mail.SubjectId is not null)], mail => mail.SubjectId!.Value,
            [
                (nameof(Invitations.Invitation.Delivery), mail => mail.State),
                (nameof(Invitations.Invitation.DeliveryReply), mail => mail.Reply),
                (nameof(Invitations.Invitation.DeliveryAt), _ => now),
                (nameof(Invitations.Invitation.CreatedAt), mail => mail.CreatedAt),
            ],
            """
            "Delivery" = r."Delivery", "DeliveryReply" = r."DeliveryReply", "DeliveryAt" = r."DeliveryAt",
            "TimesSent" = t."TimesSent" + CASE WHEN r."Delivery" = 'Sent' THEN 1 ELSE 0 END,
            "LastSentAt" = CASE WHEN r."Delivery" = 'Sent' THEN r."DeliveryAt" ELSE t."LastSentAt" END
            """,
            """
            NOT EXISTS (SELECT 1 FROM "OutgoingMails" AS later
                WHERE later."TenantId" = t."TenantId" AND later."SubjectId" = t."Id" AND later."Kind" = 'invitation' AND later."CreatedAt" > r."CreatedAt")
            """, ct);
    }

    public string? Show(string content) => Ticket().Replace(content, "ticket=••••••");

    [GeneratedRegex("ticket=[A-Za-z0-9_-]{43}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ticket();
}
