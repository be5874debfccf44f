namespace Foyer.Invitations.Letters;

/// <summary>The invitation for text clients: the same in the same order.</summary>
internal static class InvitationText
{
    public static string Of(InvitationLetter letter)
    {
        var text = letter.Text;
        var plain = new PlainLetter()
            .Title(letter.Subject)
            .Paragraph(letter.Brand.Domain is { } domain ? $"{letter.Brand.Name} ({domain})" : letter.Brand.Name)
            .Paragraph(text["mail.hello", ("name", letter.GuestName)])
            .Paragraph(letter.Offer);
        if (letter.Message is { } message)
        {
            plain.Heading(text.Language.Introducing(letter.InviterName is { } person ? text["mail.invite.message", ("person", person)] : text["mail.invite.message.organisation", ("organisation", letter.Brand.Name)]))
                .Quote(message);
        }
        plain.Heading(text["mail.invite.link.plain"]).Gap().Line(letter.Link)
            .Paragraph(letter.Until)
            .Heading(text.Language.Introducing(text["mail.invite.shared", ("organisation", letter.Brand.Name)]));
        foreach (var item in letter.Shared) plain.Item(item);
        plain.Paragraph(text["mail.invite.shared.consent"]);
        if (letter.FurtherApps.Count > 0)
        {
            plain.Heading(text.Language.Introducing(text["mail.invite.further"]));
            foreach (var app in letter.FurtherApps) plain.Item(app.Name);
            plain.Gap();
        }
        plain.Rule();
        if (letter.Questions.Any())
        {
            plain.Heading(text["mail.invite.questions"]);
            foreach (var question in letter.Questions) plain.Heading(question);
            plain.Gap();
        }
        return plain
            .Heading(text["mail.invite.why.title"]).Paragraph(letter.Why)
            .Heading(text["mail.invite.decline.title"]).Paragraph(text["mail.invite.decline"])
            .Heading(text["mail.invite.caution.title"]).Paragraph(text["mail.invite.caution"])
            .Paragraph(letter.Privacy)
            .Paragraph(text["mail.sent", ("organisation", letter.Brand.Name)])
            .ToString();
    }
}
