using System.Text;
using Foyer.Audit;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>What the bearer of a link can answer besides accepting: decline, report, ask for a new link. The organisation is told each time.</summary>
internal sealed class AnswerInvitation(FoyerDb db, TellInviter tell, AttemptLimits limits, FoyerOptions options, TimeProvider clock)
{
    public const int LongestReport = 500;

    /// <summary>Closes a pending invitation for good; a guarded write decides (security rule 3). The guest stays unaccepted.</summary>
    public async Task<Result<Done>> Decline(Offer offer, CancellationToken ct)
    {
        var (id, link, now) = (offer.Invitation.Id, offer.LinkHash, clock.UtcNow);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var declined = await db.Invitations
            .Where(i => i.Id == id && i.State == InvitationState.Pending && (i.MailedSecretHash == link || i.CopiedSecretHash == link))
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, InvitationState.Declined).SetProperty(i => i.ClosedAt, now), ct);
        if (declined == 0) return RedeemProblems.NotOpen;
        await tell.Run("declined", Activities.Declined, offer, null, ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    /// <summary>Tells the organisation that something about the mail seems odd. The invitation stays as it is: a report by whoever holds the link decides nothing.</summary>
    public Task<Result<Done>> Report(Offer offer, string? words, CancellationToken ct) => Once("reported", Activities.Reported, offer, Tidy(words), ct);

    public Task<Result<Done>> AskForNewLink(Offer offer, CancellationToken ct) => Once("newlink", Activities.NewLinkAsked, offer, null, ct);

    private async Task<Result<Done>> Once(string kind, string activity, Offer offer, string? words, CancellationToken ct)
    {
        if (await limits.Count("redeem." + kind, offer.Invitation.AddressKey, options.Limits.NoticesPerRecipient, TimeSpan.FromDays(1), ct, who: offer.Invitation.Address) is { } tooMany) return tooMany;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await tell.Run(kind, activity, offer, words, ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    /// <summary>A stranger's words for a mail: short, without anything hidden (security rule 17).</summary>
    private static string? Tidy(string? words)
    {
        var tidy = new StringBuilder();
        foreach (var rune in (words ?? "").Trim().EnumerateRunes())
        {
            if (tidy.Length >= LongestReport) break;
            if (rune.Value is '\n' || !Printable.IsHidden(rune.Value)) tidy.Append(rune.ToString());
        }
        return tidy.Length == 0 ? null : tidy.ToString();
    }
}
