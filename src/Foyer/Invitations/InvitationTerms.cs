using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>The terms of invitations: how long one holds, how many may be sent, and whether its inviter still may.</summary>
public sealed class InvitationTerms(FoyerOptions options, AttemptLimits limits, InviterStillMay stillMay, TimeProvider clock)
{
    private const string Recipient = "invite.recipient";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Days from today to the last day, as a calendar counts them; mail and page say the same all day long.</summary>
    public static int DaysLeft(DateTime expiresAt, DateTime now) => Math.Max(0, (expiresAt.Date - now.Date).Days);

    public DateTime NewExpiry() => clock.UtcNow + options.Invitations.Lifetime;

    /// <summary>Counts one more mail, or says that recipient, inviter or organisation had enough of them for now (security rule 18).</summary>
    public async Task<Problem?> CountOne(Inviter inviter, string addressKey, CancellationToken ct)
    {
        if (await limits.Count(Recipient, addressKey, options.Limits.InvitationsPerRecipient, Day, ct) is { } recipient) return GuestProblems.TooMany(recipient);
        foreach (var (purpose, key, max) in Senders(inviter))
        {
            if (await limits.Count(purpose, key, max, Hour, ct, who: inviter.Name) is { } tooMany) return GuestProblems.TooMany(tooMany);
        }

        return null;
    }

    /// <summary>
    /// Remembers that somebody had an invitation that is taken back together with the guest. Otherwise whoever invites and takes
    /// back in turn could fill a mailbox.
    /// </summary>
    public Task CountTakenBack(string addressKey, CancellationToken ct) => limits.Count(Recipient, addressKey, options.Limits.InvitationsPerRecipient, Day, ct);

    /// <summary>Those of these addresses that had enough invitations for today.</summary>
    public Task<HashSet<string>> HadEnough(IReadOnlyCollection<string> addressKeys, CancellationToken ct) =>
        limits.Reached(Recipient, addressKeys, options.Limits.InvitationsPerRecipient, Day, ct);

    /// <summary>When a batch of this inviter may go on; null when nothing holds it up. It is never refused: a file may have any number of rows.</summary>
    public async Task<TimeSpan?> MustWait(Inviter inviter, CancellationToken ct)
    {
        TimeSpan? longest = null;
        foreach (var (purpose, key, max) in Senders(inviter))
        {
            if (await limits.TooMany(purpose, key, max, Hour, ct) is { RetryAfter: { } wait } && (longest is null || wait > longest)) longest = wait;
        }
        return longest;
    }

    /// <summary>Counts what a batch has sent.</summary>
    public async Task CountMany(Inviter inviter, int invitations, CancellationToken ct)
    {
        if (invitations == 0) return;
        foreach (var (purpose, key, max) in Senders(inviter)) await limits.Count(purpose, key, max, Hour, ct, invitations);
    }

    private (string Purpose, string Key, int Max)[] Senders(Inviter inviter) =>
        [("invite.inviter", inviter.Id?.ToString("N") ?? "", options.Limits.InvitationsPerInviter), ("invite.tenant", "", options.Limits.InvitationsPerTenant)];

    /// <summary>Why the invitation pauses: its inviter is blocked, gone or demoted (security rule 8); null when it does not.</summary>
    public Task<Pause?> WhyPaused(Invitation invitation, CancellationToken ct) => stillMay.WhyNot(invitation, ct);
}
