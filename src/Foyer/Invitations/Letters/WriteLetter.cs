using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Foyer.Branding;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using MimeKit.Encodings;

namespace Foyer.Invitations.Letters;

/// <summary>Puts a letter into a message: sender, subject, text and HTML side by side.</summary>
internal static class WriteLetter
{
    private const int UsualLength = 12_000;

    private static readonly OnlyEncoder Services = new();

    public static MimeMessage Message(FoyerOptions options, Texts text, LetterBrand brand, string recipient, string subject, string plain, string html)
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress(text["mail.from", ("organisation", brand.Name)], options.MailFrom));
        message.To.Add(new MailboxAddress("", recipient));
        message.Subject = Printable.Line(subject);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("Content-Language", text.Language.HtmlTag);
        message.Body = new MultipartAlternative(Part("plain", plain), brand.Logo is { } logo ? WithLogo(Part("html", html), logo) : Part("html", html));
        return message;
    }

    /// <summary>The HTML beside the picture that it names: nothing is loaded from anywhere, and no reading of a mail is told to anybody.</summary>
    private static MultipartRelated WithLogo(TextPart html, MailLogo logo)
    {
        var picture = new MimePart(ContentType.Parse(logo.ContentType))
        {
            Content = new MimeContent(new MemoryStream(logo.Base64, writable: false), ContentEncoding.Base64) { NewLineFormat = NewLineFormat.Unix },
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline) { FileName = logo.ContentType == "image/jpeg" ? "logo.jpg" : "logo.png" },
            ContentId = logo.ContentId,
        };
        var both = new MultipartRelated(html, picture);
        both.ContentType.Parameters["type"] = "text/html";
        return both;
    }

    /// <summary>A part encoded once, here: left to the sending, MimeKit reads every part twice to find out how, and again in small pieces.</summary>
    private static TextPart Part(string subtype, string words)
    {
        // Quoted-printable stays nearly readable and small for alphabets; for scripts of two or three bytes a letter it would be far longer.
        var quoted = Encoding.UTF8.GetByteCount(words) - words.Length < words.Length / 12;
        // Within base64 nothing on the way mends the ends of lines (RFC 2045, section 6.8).
        var bytes = Encoding.UTF8.GetBytes(words.ReplaceLineEndings(quoted ? "\n" : "\r\n"));
        IMimeEncoder encoder = quoted ? new QuotedPrintableEncoder() : new Base64Encoder();
        var encoded = new byte[encoder.EstimateOutputLength(bytes.Length)];
        var length = encoder.Flush(bytes, 0, bytes.Length, encoded);
        var encoding = quoted ? ContentEncoding.QuotedPrintable : ContentEncoding.Base64;
        var part = new TextPart(subtype)
        {
            Content = new MimeContent(new MemoryStream(encoded, 0, length), encoding) { NewLineFormat = NewLineFormat.Unix },
            ContentTransferEncoding = encoding,
        };
        part.ContentType.Charset = "utf-8";
        return part;
    }

    /// <summary>
    /// The HTML of a letter. The renderer is made anew each time: one that is kept would keep every letter it has written.
    /// </summary>
    public static async Task<string> Html<TLetter>(object letter) where TLetter : IComponent
    {
        await using var renderer = new HtmlRenderer(Services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TLetter>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Letter"] = letter }));
            using var html = new StringWriter(new StringBuilder(UsualLength), CultureInfo.InvariantCulture);
            root.WriteHtmlTo(html);
            return html.ToString();
        });
    }

    /// <summary>Components of letters need nothing but an encoder that leaves the scripts of the world readable.</summary>
    private sealed class OnlyEncoder : IServiceProvider
    {
        private readonly HtmlEncoder encoder = HtmlEncoder.Create(UnicodeRanges.All);

        public object? GetService(Type serviceType) => serviceType == typeof(HtmlEncoder) ? encoder : null;
    }
}
