using System.Text.RegularExpressions;
using Foyer.Jobs;
using Foyer.Mail;
using Foyer.Rig;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Foyer.Tests.Mail;

/// <summary>Reads the mail that a server under test wrote into its mail directory.</summary>
public static partial class TestMail
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Waits for the latest mail to an address; <paramref name="fits"/> tells which, when there can be several.</summary>
    public static Task<MimeMessage> MailTo(this TestApp app, string address, Func<MimeMessage, bool>? fits = null, CancellationToken ct = default)
    {
        var read = new Dictionary<string, MimeMessage>(StringComparer.Ordinal);
        return Eventually.Get(async token =>
        {
            // The sender looks by itself every few seconds of a clock that stands still here.
            app.Services.GetRequiredService<WorkSignal<OutgoingMail>>().Nudge();
            if (!Directory.Exists(app.MailDirectory)) return null;
            foreach (var file in Directory.EnumerateFiles(app.MailDirectory, "*.eml").Order(StringComparer.Ordinal))
            {
                if (!read.ContainsKey(file)) read[file] = await MimeMessage.LoadAsync(file, token);
            }
            return read.Values.LastOrDefault(m => m.To.Mailboxes.Any(to => to.Address.Equals(address, StringComparison.OrdinalIgnoreCase)) && (fits is null || fits(m)));
        }, Patience, () => $"No such mail to {address} among {read.Count}: {string.Join(", ", read.Values.Select(m => $"{m.To} «{m.Subject}»"))}", ct);
    }

    /// <summary>The one link to <c>/redeem</c> that an invitation mail carries.</summary>
    public static Uri LinkIn(MimeMessage message) => new(Assert.Single(Link().Matches(message.TextBody ?? "")).Value);

    /// <summary>Moves the clock and lets the sender see it.</summary>
    public static void Later(this TestApp app, TimeSpan time)
    {
        app.Clock.Advance(time);
        app.Services.GetRequiredService<WorkSignal<OutgoingMail>>().Nudge();
    }

    [GeneratedRegex(@"https?://\S+/redeem\?\S+")]
    private static partial Regex Link();
}
