using System.Text.Json;
using Foyer.Mail;
using Foyer.Web;
using Foyer.Web.Text;
using MimeKit;

namespace Foyer.Invitations.Letters;

/// <summary>What the letter with a code says.</summary>
public sealed record CodeLetter(Texts Text, LetterBrand Brand, string Code, string? App, int Minutes)
{
    public string Intro => App is null
        ? Text["mail.code.intro", ("organisation", Brand.Name)]
        : Text["mail.code.intro.app", ("organisation", Brand.Name), ("app", App)];

    public string Until => Text.Count("mail.code.until", Minutes);

    public string Caution => Text["mail.code.caution", ("organisation", Brand.Name)];
}

/// <summary>The code that proves a mailbox when the link was copied (security rule 4). Payload: <c>{"code","app","organisation"}</c>.</summary>
internal sealed class CodeMail(FoyerOptions options) : IMailTemplate
{
    public string Kind => "code";

    public bool IsUrgent => true;

    public TimeSpan Patience => options.Invitations.CodeLifetime;

    public async Task<IReadOnlyList<MimeMessage?>> Render(IReadOnlyList<DueMail> mails, IServiceProvider tenantScope, CancellationToken ct)
    {
        var read = tenantScope.GetRequiredService<ReadLetters>();
        var now = tenantScope.GetRequiredService<TimeProvider>().UtcNow;
        var messages = new List<MimeMessage?>(mails.Count);
        foreach (var (mail, payload) in mails)
        {
            var said = JsonSerializer.Deserialize<Payload>(payload.Span, JsonSerializerOptions.Web)!;
            var left = mail.CreatedAt + options.Invitations.CodeLifetime - now;
            var language = Language.Find(mail.Language) ?? Language.English;
            var brand = await read.Brand(language, ct);
            var letter = new CodeLetter(Texts.In(language), brand, said.Code, said.App is null ? null : Printable.Line(said.App), (int)Math.Ceiling(left.TotalMinutes));
            messages.Add(letter.Minutes <= 0 ? null : WriteLetter.Message(options, letter.Text, brand, mail.Recipient,
                letter.Text["mail.code.subject", ("organisation", brand.Name)], Plain(letter), await WriteLetter.Html<CodeHtml>(letter)));
        }
        return messages;
    }

    /// <summary>Nobody but the recipient redeems (security rule 7): no administrator sees a code.</summary>
    public string? Show(string content) => null;

    private static string Plain(CodeLetter letter) => new PlainLetter()
        .Title(letter.Text["mail.code.title"]).Paragraph(letter.Intro).Line("    " + letter.Code).Paragraph(letter.Until).Paragraph(letter.Caution)
        .Paragraph(letter.Text["mail.sent", ("organisation", letter.Brand.Name)]).ToString();

    private sealed record Payload(string Code, string? App, string? Organisation);
}
