using MimeKit;

namespace Foyer.Mail;

/// <summary>Shows a mail on a page, where its parts have no names: pictures that it carries stand in it themselves.</summary>
internal static class InlinePictures
{
    public static string Show(MimeMessage message, string html)
    {
        foreach (var part in message.BodyParts.OfType<MimePart>().Where(p => p is { ContentId: not null, Content: not null } && p.ContentType.IsMimeType("image", "*")))
        {
            using var bytes = new MemoryStream();
            part.Content!.DecodeTo(bytes);
            html = html.Replace("cid:" + part.ContentId, $"data:{part.ContentType.MimeType};base64,{Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length)}", StringComparison.Ordinal);
        }
        return html;
    }
}
