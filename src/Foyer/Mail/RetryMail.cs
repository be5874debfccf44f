using Foyer.Audit;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Mail;

/// <summary>Sends a deferred mail now instead of at its next turn. What has failed cannot be sent again: its secret is wiped.</summary>
public sealed class RetryMail(FoyerDb db, WorkSignal<OutgoingMail> signal, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid mailId, CancellationToken ct)
    {
        var now = clock.UtcNow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var moved = await db.OutgoingMails
            .Where(m => m.Id == mailId && m.State == DeliveryState.Deferred && m.NotBefore > now && (m.LeaseUntil == null || m.LeaseUntil < now))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NotBefore, now), ct);
        var mail = await db.OutgoingMails.AsNoTracking().SingleOrDefaultAsync(m => m.Id == mailId, ct);
        if (mail is null) return MailProblems.Unknown;
        if (moved == 0) return mail.State is DeliveryState.Queued or DeliveryState.Deferred ? MailProblems.UnderWay : MailProblems.Finished;
        db.Add(admin.Did(clock, Activities.MailRetried, "MailManagement", "Mail", mailId, mail.Recipient));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        signal.Nudge();
        return Done.It;
    }
}
