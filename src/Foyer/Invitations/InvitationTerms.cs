using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>How many invitations of a batch may leave now; none: which limit is reached, and until when.</summary>
public readonly record struct BatchShare(int Granted, string Limit, int Max, DateTime Until);

/// <summary>The terms of invitations: how long one holds, how many may be sent, and whether its inviter still may.</summary>
public sealed class InvitationTerms(FoyerOptions options, AttemptLimits limits, InviterStillMay stillMay, TimeProvider clock)
{
    private const string Recipient = "invite.recipient", OfInviter = "invite.inviter", OfTenant = "invite.tenant";
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

    /// <summary>
    /// Counts up to <paramref name="wanted"/> invitations of a batch against the limits of its inviter and organisation. What they have no
    /// room for waits; <see cref="GiveBack"/> what turns out not to be an invitation.
    /// </summary>
    public async Task<BatchShare> CountMany(Inviter inviter, int wanted, CancellationToken ct)
    {
        var (mine, until) = await limits.CountSome(OfInviter, KeyOf(inviter), wanted, options.Limits.InvitationsPerInviter, Hour, ct);
        if (mine == 0) return new(0, nameof(options.Limits.InvitationsPerInviter), options.Limits.InvitationsPerInviter, until);
        var (ours, end) = await limits.CountSome(OfTenant, "", mine, options.Limits.InvitationsPerTenant, Hour, ct);
        if (ours < mine) await limits.TakeBack(OfInviter, KeyOf(inviter), ct, mine - ours);
        return new(ours, nameof(options.Limits.InvitationsPerTenant), options.Limits.InvitationsPerTenant, end);
    }

    public async Task GiveBack(Inviter inviter, int some, CancellationToken ct)
    {
        if (some == 0) return;
        await limits.TakeBack(OfInviter, KeyOf(inviter), ct, some);
        await limits.TakeBack(OfTenant, "", ct, some);
    }

    private static string KeyOf(Inviter inviter) => inviter.Id?.ToString("N") ?? "";

    private (string Purpose, string Key, int Max)[] Senders(Inviter inviter) =>
        [(OfInviter, KeyOf(inviter), options.Limits.InvitationsPerInviter), (OfTenant, "", options.Limits.InvitationsPerTenant)];

    /// <summary>Why the invitation pauses: its inviter is blocked, gone or demoted (security rule 8); null when it does not.</summary>
    public Task<Pause?> WhyPaused(Invitation invitation, CancellationToken ct) => stillMay.WhyNot(invitation, ct);
}
