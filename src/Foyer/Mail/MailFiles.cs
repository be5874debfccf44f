using System.Globalization;
using Foyer.Web;
using MimeKit;

namespace Foyer.Mail;

/// <summary>
/// Writes mail as files where no mail server is set (contract section 5). The name is made of the row's own time and id, so a
/// message that is written again after a crash replaces itself.
/// </summary>
internal sealed class MailFiles(FoyerOptions options) : IMailTransport
{
    public static string Directory(FoyerOptions options) => Path.Combine(options.Data, "mail");

    public static string PathOf(FoyerOptions options, OutgoingMail mail) =>
        Path.Combine(Directory(options), string.Create(CultureInfo.InvariantCulture, $"{mail.CreatedAt:yyyyMMddTHHmmssfff}-{mail.Id:D}.eml"));

    public async Task<string> Send(OutgoingMail mail, MimeMessage message, CancellationToken ct)
    {
        var path = PathOf(options, mail);
        // In the same directory, so that the rename is one step; the name does not end in .eml, so nobody takes it for a mail.
        var unfinished = Path.Combine(Directory(options), $".{mail.Id:N}.part");
        try
        {
            PrivateFiles.CreateDirectory(Directory(options));
            using var bytes = new MemoryStream();
            var format = FormatOptions.Default.Clone();
            format.NewLineFormat = NewLineFormat.Dos;
            await message.WriteToAsync(format, bytes, ct);
            await PrivateFiles.Write(unfinished, bytes.GetBuffer().AsMemory(0, (int)bytes.Length), ct);
            File.Move(unfinished, path, overwrite: true);
            return "Written as " + Path.GetFileName(path); // where that is, is the operator's business
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            throw new MailNotTakenException(NotTaken.Unreachable, $"The mail could not be written to {path}: {full.Message}", full);
        }
    }

    public Task Rest() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
