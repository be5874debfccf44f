using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Foyer.Mail;

/// <summary>A line of the outbox.</summary>
public sealed record OutboxLine(Guid Id, string Kind, string Recipient, string Language, Guid? SubjectId, DeliveryState State, int Attempts, string? Reply, DateTime CreatedAt, DateTime? SentAt, DateTime? NextTry);

/// <summary>One page of the outbox, newest first, and how many there are in all.</summary>
public sealed record OutboxPage(IReadOnlyList<OutboxLine> Lines, int Total);

/// <summary>
/// One mail. Its parts are there while it is kept: until it is sent, or for good where mail is written as <see cref="File"/>.
/// Links in it work for nobody: the secret is left out (security rule 1).
/// </summary>
public sealed record OutboxMail(OutboxLine Line, string MessageId, string? File)
{
    public string? From { get; init; }
    public string? ReplyTo { get; init; }
    public string? Subject { get; init; }
    public string? Text { get; init; }
    public string? Html { get; init; }
}

/// <summary>What the portal's outbox shows of the current tenant.</summary>
public sealed class ReadOutbox(FoyerDb db, MailTemplates templates, MailPayloads payloads, FoyerOptions options, IServiceProvider scope)
{
    private const int LargestPage = 200;

    public async Task<OutboxPage> List(TenantAdmin admin, DeliveryState? state, string? recipient, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(admin);
        var mails = db.OutgoingMails.AsNoTracking();
        if (state is not null) mails = mails.Where(m => m.State == state);
        if (!string.IsNullOrWhiteSpace(recipient))
        {
            var part = recipient.Trim().ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // translated to SQL, which knows no culture
            mails = mails.Where(m => m.Recipient.ToLower().Contains(part));
#pragma warning restore CA1304, CA1311, CA1862
        }
        var total = await mails.CountAsync(ct);
        var page = await mails.OrderByDescending(m => m.Id).Skip(skip).Take(Math.Clamp(take, 1, LargestPage)).ToListAsync(ct);
        return new([.. page.Select(LineOf)], total);
    }

    /// <summary>How many mails are in each state.</summary>
    public async Task<IReadOnlyDictionary<DeliveryState, int>> Counts(TenantAdmin admin, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(admin);
        return await db.OutgoingMails.GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
    }

    public async Task<Result<OutboxMail>> One(TenantAdmin admin, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(admin);
        var mail = await db.OutgoingMails.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct);
        if (mail is null) return MailProblems.Unknown;
        var file = options.Smtp.Host is null && mail.State == DeliveryState.Sent && File.Exists(MailFiles.PathOf(options, mail)) ? MailFiles.PathOf(options, mail) : null;
        var shown = new OutboxMail(LineOf(mail), $"<{RenderMail.MessageIdOf(mail, options)}>", file);
        using var message = file is not null ? await MimeMessage.LoadAsync(file, ct) : await Rendered(mail, ct);
        if (message is null) return shown;
        var template = templates[mail.Kind];
        return shown with
        {
            From = message.From.ToString(),
            ReplyTo = message.ReplyTo.Count == 0 ? null : message.ReplyTo.ToString(),
            Subject = message.Subject,
            Text = message.TextBody is { } text ? template.Show(text) : null,
            Html = message.HtmlBody is { } html ? template.Show(InlinePictures.Show(message, html)) : null,
        };
    }

    private async Task<MimeMessage?> Rendered(OutgoingMail mail, CancellationToken ct)
    {
        if (mail.Payload is null) return null;
        try
        {
            return (await templates[mail.Kind].Render([new(mail, payloads.Unprotect(mail))], scope, ct))[0];
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null; // the sender will say so in the mail's own state
        }
    }

    private static OutboxLine LineOf(OutgoingMail m) => new(m.Id, m.Kind, m.Recipient, m.Language, m.SubjectId, m.State, m.Attempts, m.Reply, m.CreatedAt, m.SentAt,
        m.State == DeliveryState.Deferred ? m.NotBefore : null);
}
