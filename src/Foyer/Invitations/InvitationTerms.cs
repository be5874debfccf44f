using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>The terms of an invitation that is sent singly: how long it holds, how often one may be sent, and whether its inviter still may.</summary>
public sealed class InvitationTerms(FoyerOptions options, AttemptLimits limits, ResolveActor rights, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public DateTime NewExpiry() => clock.UtcNow + options.Invitations.Lifetime;

    /// <summary>Counts one more mail, or says that recipient, inviter or organisation had enough of them for now (security rule 18).</summary>
    public async Task<Problem?> CountOne(Inviter inviter, string addressKey, CancellationToken ct)
    {
        (string Purpose, string Key, int Max, TimeSpan Window)[] bounds =
        [
            ("invite.recipient", addressKey, options.Limits.InvitationsPerRecipient, Day),
            ("invite.inviter", inviter.Id?.ToString("N") ?? "", options.Limits.InvitationsPerInviter, Hour),
            ("invite.tenant", "", options.Limits.InvitationsPerTenant, Hour),
        ];
        foreach (var (purpose, key, max, window) in bounds)
        {
            if (await limits.Count(purpose, key, max, window, ct, who: inviter.Name) is { } tooMany) return GuestProblems.TooMany(tooMany);
        }

        return null;
    }

    /// <summary>False when the invitation pauses because its inviter is blocked, gone or demoted (security rule 8).</summary>
    public async Task<bool> InviterStillMay(Guid inviterId, bool isApp, CancellationToken ct) => await rights.Inviter(inviterId, isApp, ct) is not null;
}
