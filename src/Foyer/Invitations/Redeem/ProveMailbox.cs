using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Proves the invited mailbox with a code sent there, for a link that was copied instead of mailed (security rule 4).</summary>
internal sealed class ProveMailbox(FoyerDb db, QueueMail mail, AttemptLimits limits, ResolveActor actors, TimeProvider clock, FoyerOptions options)
{
    /// <summary>Of 10^8 codes; with the limit on codes that makes the chance to guess one negligible.</summary>
    public const int MostWrongCodes = 5;

    /// <summary>Mails a new code of eight digits; the one before is dead. At most so many an hour go to one recipient (security rule 18).</summary>
    public async Task<Result<Done>> Send(OnTheWay way, string language, CancellationToken ct)
    {
        if (await limits.Count("redeem.code", way.Offer.Invitation.AddressKey, options.Limits.CodesPerRecipient, TimeSpan.FromHours(1), ct, who: way.Offer.Invitation.Address) is { } tooMany) return tooMany;
        var code = RandomNumberGenerator.GetInt32(100_000_000).ToString("D8", CultureInfo.InvariantCulture);
        var (id, hash, expires) = (way.Redemption.Id, way.Cookie.HashOf(code), clock.UtcNow + options.Invitations.CodeLifetime);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Redemptions.Where(r => r.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.CodeHash, hash)
            .SetProperty(r => r.CodeExpiresAt, expires)
            .SetProperty(r => r.CodeFailures, 0), ct);
        mail.Queue("code", way.Offer.Invitation.Address, language, way.Offer.Invitation.Id,
            JsonSerializer.SerializeToUtf8Bytes(new { code, app = way.Offer.Main?.Name, organisation = way.Offer.Tenant.DisplayName }));
        Record(way, Activities.MailboxCodeSent, AuditResult.Success);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    /// <summary>
    /// Takes a typed code. A wrong one is counted before anything is compared, so guesses made at the same time are bounded too; it
    /// consumes nothing but its own chance (security rule 10).
    /// </summary>
    public async Task<Result<Done>> Check(OnTheWay way, string? typed, CancellationToken ct)
    {
        var (id, now) = (way.Redemption.Id, clock.UtcNow);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var counted = await db.Redemptions
            .Where(r => r.Id == id && r.CodeHash != null && r.CodeExpiresAt > now && r.CodeFailures < MostWrongCodes)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.CodeFailures, r => r.CodeFailures + 1), ct);
        if (counted == 0) return RedeemProblems.OldCode;
        var hash = way.Cookie.HashOf(string.Concat((typed ?? "").Where(char.IsAsciiDigit)));
        var proven = await db.Redemptions
            .Where(r => r.Id == id && r.CodeHash == hash && r.CodeExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.MailboxProvenAt, now).SetProperty(r => r.CodeHash, (byte[]?)null), ct);
        Record(way, Activities.MailboxProven, proven == 1 ? AuditResult.Success : AuditResult.Failure);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return proven == 1 ? Done.It : RedeemProblems.WrongCode;
    }

    private void Record(OnTheWay way, string activity, AuditResult result) =>
        db.AuditEntries.Add(actors.Visitor(way.Offer.Invitation.Address).Did(clock, activity, "SignIn", "User", way.Offer.Guest.Id, way.Offer.Invitation.Address, result: result));
}
