using Foyer.Web;

namespace Foyer.Mail;

/// <summary>What an attempt makes of a mail. A final state wipes the payload: the secret has left, or will never be needed.</summary>
internal static class Outcomes
{
    private const int ReplyLength = 500;

    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(8)];

    public static void Sent(OutgoingMail mail, string words, DateTime now)
    {
        mail.Attempts++;
        mail.SentAt = now;
        Finish(mail, DeliveryState.Sent, words);
    }

    public static void Failed(OutgoingMail mail, string words)
    {
        mail.Attempts++;
        Finish(mail, DeliveryState.Failed, words);
    }

    /// <summary>The reason to send it is gone.</summary>
    public static void Cancelled(OutgoingMail mail) => Finish(mail, DeliveryState.Cancelled, mail.Reply);

    /// <summary>Tries again after 1, 5, 15 minutes, 1, 4 hours, then every 8, as long as <paramref name="patience"/> lasts; then it has failed.</summary>
    public static void Deferred(OutgoingMail mail, string words, DateTime now, TimeSpan patience)
    {
        var next = now + Delays[Math.Min(mail.Attempts, Delays.Length - 1)];
        if (next > mail.CreatedAt + patience)
        {
            Failed(mail, words);
            return;
        }
        mail.Attempts++;
        mail.State = DeliveryState.Deferred;
        mail.Reply = Printable.Line(words, ReplyLength);
        mail.NotBefore = next;
    }

    private static void Finish(OutgoingMail mail, DeliveryState state, string? words)
    {
        mail.State = state;
        mail.Reply = words is null ? null : Printable.Line(words, ReplyLength);
        mail.Payload = null;
    }
}
