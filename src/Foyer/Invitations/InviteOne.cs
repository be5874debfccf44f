using Foyer.Audit;
using Foyer.Data;
using Foyer.Invitations.Csv;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>One invitation as whoever invites describes it (digest 2.1).</summary>
public sealed record InvitationWish(EmailAddress Address, string RedirectUrl, SingleTerms Terms)
{
    public string? DisplayName { get; init; }
    public bool SendMail { get; init; }
    public string? Message { get; init; }
    public string? Language { get; init; }
}

/// <summary>What came of it. The link proves nothing by itself: a code goes to the mailbox (security rule 4).</summary>
public sealed record InvitedOne(Guid UserId, Guid InvitationId, string Link, bool HasAccepted);

/// <summary>
/// Invites one person through the one gate (<see cref="InviteGuests"/>). Repeating it sends the invitation anew: a fresh link, and
/// the old ones are dead (security rule 15). Who has accepted already keeps everything and gets a way back in.
/// </summary>
public sealed class InviteOne(FoyerDb db, InviteGuests invite, InvitationTerms terms, PendingMails mails, FoyerOptions options, TimeProvider clock)
{
    public async Task<Result<InvitedOne>> Run(Inviter inviter, InvitationWish wish, CancellationToken ct)
    {
        if (wish.Terms.AsMember && !inviter.IsAdmin) return GuestProblems.MembersNeedAdmin;
        if (wish.Terms.UserId is { } target && await MayNotRebind(inviter, target, wish.Terms.Reset, ct)) return GuestProblems.MayNotStartAnew;
        if (!inviter.MayInvite && !wish.Terms.Reset) return GuestProblems.MayNotInvite;
        if (await terms.CountOne(inviter, wish.Address.Key, ct) is { } tooMany) return tooMany;

        var row = new GuestCsvRow
        {
            Line = 1, Email = wish.Address.Address, Address = wish.Address, DisplayName = wish.DisplayName, InviteReplyUrl = wish.RedirectUrl,
            Language = wish.Language, Message = wish.Message, SendMail = wish.SendMail, Single = wish.Terms,
        };
        var plan = (await invite.Run(inviter, [row], null, ct))!.Single();
        if (plan.Outcome == RowOutcome.Failed) return new Problem(ProblemKind.BadRequest, "invitations.row." + plan.Code, plan.Reason!);
        if (plan is { InvitationId: { } id, Copied: { } secret })
        {
            mails.Nudge();
            return new InvitedOne(plan.UserId!.Value, id, InvitationLink.Of(options, inviter.TenantId, id, secret), HasAccepted: false);
        }
        return await WayBack(inviter, plan.UserId!.Value, ct);
    }

    /// <summary>Binding an account anew can take it over: whoever holds a role can be bound anew only by who ranks as high, and never by an app.</summary>
    private async Task<bool> MayNotRebind(Inviter inviter, Guid userId, bool reset, CancellationToken ct) =>
        !inviter.IsAdmin && !(reset && inviter.MayStartAnew)
        || (inviter.IsApp ? await db.DirectoryRoleAssignments.AnyAsync(r => r.UserId == userId, ct) : await db.StandsAbove(userId, inviter.Id, ct));

    /// <summary>A link to the invitation that was accepted; it leads whoever is signed in as that guest back to where they were invited.</summary>
    private async Task<Result<InvitedOne>> WayBack(Inviter inviter, Guid userId, CancellationToken ct)
    {
        var accepted = db.Invitations.Where(i => i.GuestId == userId && i.State == InvitationState.Redeemed);
        if (await accepted.OrderByDescending(i => i.ClosedAt).Select(i => (Guid?)i.Id).FirstOrDefaultAsync(ct) is not { } id)
            return new InvitedOne(userId, userId, options.Url($"/myapps?tenantId={inviter.TenantId:D}"), HasAccepted: true);
        var secret = InvitationSecret.New();
        var hash = secret.Hash;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await accepted.Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.CopiedSecretHash, hash), ct);
        db.AuditEntries.Add(inviter.Did(clock, Activities.LinkCopied, "UserManagement", "Invitation", id, null, AuditDetails.Of(("guestId", userId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new InvitedOne(userId, id, InvitationLink.Of(options, inviter.TenantId, id, secret), HasAccepted: true);
    }
}
