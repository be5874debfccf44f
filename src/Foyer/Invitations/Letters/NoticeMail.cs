using System.Text.Json;
using Foyer.Mail;
using Foyer.Web;
using Foyer.Web.Text;
using MimeKit;

namespace Foyer.Invitations.Letters;

/// <summary>What the inviter is told about a guest.</summary>
public sealed record NoticeLetter(Texts Text, LetterBrand Brand, string Kind, string GuestName, string GuestAddress, string? PageUrl)
{
    /// <summary>What the guest wrote: a stranger's words, quoted as plain text in the body and nowhere else (security rule 17).</summary>
    public string? Words { get; init; }

    // Guests' names are strangers' text: they stand in the body, never in the subject (security rule 17).
    public string Subject => Text[$"mail.{Kind}.subject", ("organisation", Brand.Name)];

    public string Title => Text[$"mail.{Kind}.title"];

    public string Body => Text[$"mail.{Kind}.body", ("organisation", Brand.Name), ("name", GuestName), ("address", GuestAddress)];

    public string Next => Text[$"mail.{Kind}.next"];
}

/// <summary>
/// Tells the inviter that a guest declined, reported the mail, or asks for a new link (kinds <c>declined</c>, <c>reported</c>,
/// <c>newlink</c>). Payload: <c>{"guestName","guestAddress","organisation","guestPageUrl","words"}</c>.
/// </summary>
internal sealed class NoticeMail(string kind, FoyerOptions options) : IMailTemplate
{
    public static readonly IReadOnlyList<string> Kinds = ["declined", "reported", "newlink"];

    public string Kind => kind;

    public async Task<IReadOnlyList<MimeMessage?>> Render(IReadOnlyList<DueMail> mails, IServiceProvider tenantScope, CancellationToken ct)
    {
        var read = tenantScope.GetRequiredService<ReadLetters>();
        var messages = new List<MimeMessage?>(mails.Count);
        foreach (var (mail, payload) in mails)
        {
            var said = JsonSerializer.Deserialize<Payload>(payload.Span, JsonSerializerOptions.Web)!;
            var language = Language.Find(mail.Language) ?? Language.English;
            var brand = await read.Brand(language, ct);
            var letter = new NoticeLetter(Texts.In(language), brand, kind, Printable.Line(said.GuestName), Printable.Line(said.GuestAddress), said.GuestPageUrl)
            {
                Words = Printable.Lines(said.Words, AnswerInvitation.LongestReport) is { Length: > 0 } words ? words : null,
            };
            messages.Add(WriteLetter.Message(options, letter.Text, brand, mail.Recipient, letter.Subject, Plain(letter), await WriteLetter.Html<NoticeHtml>(letter)));
        }
        return messages;
    }

    private static string Plain(NoticeLetter letter)
    {
        var plain = new PlainLetter().Title(letter.Title).Paragraph(letter.Body);
        if (letter.Words is { } words) plain.Heading(letter.Text.Language.Introducing(letter.Text["mail.reported.words"])).Quote(words);
        plain.Paragraph(letter.Next);
        if (letter.PageUrl is { } page) plain.Line(page);
        return plain.Paragraph(letter.Text["mail.notice.why"]).Paragraph(letter.Text["mail.sent", ("organisation", letter.Brand.Name)]).ToString();
    }

    private sealed record Payload(string? GuestName, string? GuestAddress, string? Organisation, string? GuestPageUrl, string? Words);
}
