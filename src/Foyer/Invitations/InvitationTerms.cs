using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>How many invitations of a batch may leave now; none: which limit is reached, and until when.</summary>
public readonly record struct BatchShare(int Granted, string Limit, int Max, DateTime Until);

/// <summary>The terms of an invitation: how long it holds, how often one may be sent, and whether its inviter still may.</summary>
public sealed class InvitationTerms(FoyerOptions options, AttemptLimits limits, ResolveActor rights, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private const string OfInviter = "invite.inviter", OfTenant = "invite.tenant";

    /// <summary>Days from today to the last day, as a calendar counts them; mail and page say the same all day long.</summary>
    public static int DaysLeft(DateTime expiresAt, DateTime now) => Math.Max(0, (expiresAt.Date - now.Date).Days);

    public DateTime NewExpiry() => clock.UtcNow + options.Invitations.Lifetime;

    /// <summary>Counts one more mail, or says that recipient, inviter or organisation had enough of them for now (security rule 18).</summary>
    public async Task<Problem?> CountOne(Inviter inviter, string addressKey, CancellationToken ct)
    {
        (string Purpose, string Key, int Max, TimeSpan Window)[] bounds =
        [
            ("invite.recipient", addressKey, options.Limits.InvitationsPerRecipient, Day),
            (OfInviter, KeyOf(inviter), options.Limits.InvitationsPerInviter, Hour),
            (OfTenant, "", options.Limits.InvitationsPerTenant, Hour),
        ];
        foreach (var (purpose, key, max, window) in bounds)
        {
            if (await limits.Count(purpose, key, max, window, ct) is { } tooMany) return GuestProblems.TooMany(tooMany);
        }

        return null;
    }

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

    /// <summary>False when the invitation pauses because its inviter is blocked, gone or demoted (security rule 8).</summary>
    public async Task<bool> InviterStillMay(Guid inviterId, bool isApp, CancellationToken ct) => await rights.Inviter(inviterId, isApp, ct) is not null;
}
