using Foyer.Audit;
using Foyer.Web;
using Foyer.Web.Text;

namespace Foyer.Invitations.Letters;

/// <summary>How a mail will look: its subject, and both its parts.</summary>
public sealed record MailPreview(string Subject, string Html, string Text);

/// <summary>Shows the invitation mail of the current tenant without sending anything; its link leads nowhere.</summary>
public sealed class PreviewInvitation(ReadLetters read)
{
    /// <summary>The mail in a language; <paramref name="inviter"/> is named in it as the sender, nobody when null.</summary>
    public async Task<MailPreview> Run(Actor? inviter, Language language, Guid? shownAppId, string? message, string guestName, CancellationToken ct)
    {
        var letter = await read.Sample(language, shownAppId, message, guestName, "name@partner.example", ct);
        if (inviter is not null) letter = letter with { InviterName = Printable.Line(inviter.Name), InviterMail = inviter.Mail };
        var html = await WriteLetter.Html<InvitationHtml>(letter);
        if (letter.Brand.Logo is { } logo) html = html.Replace("cid:" + logo.ContentId, logo.DataAddress, StringComparison.Ordinal);
        return new(letter.Subject, html, InvitationText.Of(letter));
    }

    /// <inheritdoc cref="Run(Actor?, Language, Guid?, string?, string, CancellationToken)"/>
    public Task<MailPreview> Run(Language language, Guid? shownAppId, string? message, string guestName, CancellationToken ct) =>
        Run(null, language, shownAppId, message, guestName, ct);
}
