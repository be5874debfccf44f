using System.Text.Encodings.Web;
using System.Text.Unicode;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;

namespace Foyer.Invitations.Letters;

/// <summary>Puts a letter into a message: sender, subject, text and HTML side by side.</summary>
internal static class WriteLetter
{
    private static readonly OnlyEncoder Services = new();

    public static MimeMessage Message(FoyerOptions options, Texts text, string organisation, string recipient, string subject, string plain, string html)
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress(text["mail.from", ("organisation", organisation)], options.MailFrom));
        message.To.Add(new MailboxAddress("", recipient));
        message.Subject = Printable.Line(subject);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("Content-Language", text.Language.HtmlTag);
        message.Body = new MultipartAlternative(new TextPart("plain") { Text = plain }, new TextPart("html") { Text = html });
        return message;
    }

    /// <summary>
    /// The HTML of a letter. The renderer is made anew each time: one that is kept would keep every letter it has written.
    /// </summary>
    public static async Task<string> Html<TLetter>(object letter) where TLetter : IComponent
    {
        await using var renderer = new HtmlRenderer(Services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TLetter>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Letter"] = letter }))).ToHtmlString());
    }

    /// <summary>Components of letters need nothing but an encoder that leaves the scripts of the world readable.</summary>
    private sealed class OnlyEncoder : IServiceProvider
    {
        private readonly HtmlEncoder encoder = HtmlEncoder.Create(UnicodeRanges.All);

        public object? GetService(Type serviceType) => serviceType == typeof(HtmlEncoder) ? encoder : null;
    }
}
