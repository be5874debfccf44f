using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Foyer.Data;
using Foyer.Web;
using MimeKit;

namespace Foyer.Mail;

/// <summary>A mail with its message; without one it is cancelled, or tried again when there is a problem.</summary>
internal sealed record RenderedMail(OutgoingMail Mail, MimeMessage? Message, string? Problem, TimeSpan Patience)
{
    public void Deconstruct(out OutgoingMail mail, out MimeMessage? message, out string? problem) => (mail, message, problem) = (Mail, Message, Problem);
}

/// <summary>
/// Makes messages of claimed mails, those of one tenant and kind together so that the store is asked once for many. One bad
/// row never stops the others.
/// </summary>
internal sealed class RenderMail(TenantScopes scopes, MailTemplates templates, MailPayloads payloads, MailWays ways, FoyerOptions options)
{
    public async IAsyncEnumerable<RenderedMail> Run(IReadOnlyCollection<OutgoingMail> mails, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var group in mails.GroupBy(mail => (mail.TenantId, mail.Kind)))
        {
            foreach (var rendered in await Group([.. group], ct)) yield return rendered;
        }
    }

    public static string MessageIdOf(OutgoingMail mail, FoyerOptions options) => $"{mail.Id:N}@{options.MailHost}";

    private async Task<List<RenderedMail>> Group(List<OutgoingMail> group, CancellationToken ct)
    {
        var done = new List<RenderedMail>(group.Count);
        var due = new List<DueMail>(group.Count);
        var patience = templates[group[0].Kind].Patience;
        foreach (var mail in group)
        {
            try { due.Add(new(mail, payloads.Unprotect(mail))); }
            catch (CryptographicException) { done.Add(new(mail, null, "The key that encrypted this mail is not here. All servers must share the directory keys of FOYER_DATA.", patience)); }
        }
        if (due.Count == 0) return done;
        try
        {
            done.AddRange(await Render(due, patience, ct));
        }
        catch (Exception why) when (why is not OperationCanceledException)
        {
            if (due.Count == 1)
            {
                ways.Log.MailNotRendered(why, due[0].Mail.Id, due[0].Mail.TenantId);
                done.Add(new(due[0].Mail, null, "Foyer could not write this mail; the server's log says why.", patience));
                return done;
            }
            foreach (var one in due) done.AddRange(await Group([one.Mail], ct));
        }
        return done;
    }

    private async Task<IEnumerable<RenderedMail>> Render(List<DueMail> due, TimeSpan patience, CancellationToken ct)
    {
        await using var scope = scopes.In(due[0].Mail.TenantId);
        var messages = await templates[due[0].Mail.Kind].Render(due, scope.ServiceProvider, ct);
        return due.Zip(messages, (one, message) =>
        {
            if (message is not null)
            {
                // The same at every attempt: who gets a message twice can tell that it is one.
                message.MessageId = MessageIdOf(one.Mail, options);
                message.Date = ways.Clock.GetUtcNow();
            }
            return new RenderedMail(one.Mail, message, null, patience);
        });
    }
}
