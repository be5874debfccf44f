using Foyer.Data;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Portal.Lists;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal;

/// <summary>How things stand. <see cref="NeverCame"/>: invited more than 14 days ago, no answer; <see cref="EndsSoon"/>: access that ends within 30 days.</summary>
public sealed record OverviewFigures(int Guests, int Waiting, int NeverCame, int Undelivered, int EndsSoon, IReadOnlyList<OverviewDay> Days, IReadOnlyList<InvitationBatch> UnderWay);

/// <summary>One day of the viewer's calendar.</summary>
public sealed record OverviewDay(DateOnly Day, int Invited, int Accepted);

/// <summary>The figures of the overview. All of it is counted by the store; a million guests never come into memory.</summary>
public sealed class ReadOverview(FoyerDb db, TimeProvider clock)
{
    public const int ChartDays = 30;
    private const int MostUnderWay = 5;

    public async Task<OverviewFigures> Run(TimeZoneInfo zone, CancellationToken ct)
    {
        var now = clock.UtcNow;
        // The words mean what they mean in the list that each figure leads to.
        var (late, soon) = (now - UserList.Patience, now + UserList.Soon);
        return new(
            await db.Users.Guests.CountAsync(ct),
            await db.Users.Guests.CountAsync(u => u.ExternalUserState == ExternalUserState.PendingAcceptance, ct),
            await db.Users.Guests.CountAsync(u => u.ExternalUserState == ExternalUserState.PendingAcceptance && u.CreatedAt < late, ct),
            await db.Invitations.CountAsync(i => i.State == InvitationState.Pending && i.Delivery == DeliveryState.Failed, ct),
            await db.Users.Guests.CountAsync(u => u.AccessExpiresAt >= now && u.AccessExpiresAt < soon, ct),
            await Days(zone, now, ct),
            await db.InvitationBatches.AsNoTracking().Where(b => b.State == BatchState.Running || b.State == BatchState.Paused || b.UndoRequestedAt != null)
                .OrderByDescending(b => b.Id).Take(MostUnderWay).ToListAsync(ct));
    }

    private async Task<List<OverviewDay>> Days(TimeZoneInfo zone, DateTime now, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));
        var first = today.AddDays(1 - ChartDays);
        var since = now.Date.AddDays(-ChartDays);
        // The store groups by hours; which day an hour belongs to depends on who looks.
        var invited = await db.Invitations.Where(i => i.CreatedAt >= since).GroupBy(i => new { i.CreatedAt.Date, i.CreatedAt.Hour })
            .Select(g => new { g.Key.Date, g.Key.Hour, Count = g.Count() }).ToListAsync(ct);
        var accepted = await db.Invitations.Where(i => i.State == InvitationState.Redeemed && i.ClosedAt >= since).GroupBy(i => new { i.ClosedAt!.Value.Date, i.ClosedAt!.Value.Hour })
            .Select(g => new { g.Key.Date, g.Key.Hour, Count = g.Count() }).ToListAsync(ct);

        DateOnly DayOf(DateTime date, int hour) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(date.Date.AddHours(hour), DateTimeKind.Utc), zone));
        var invitedOn = invited.GroupBy(x => DayOf(x.Date, x.Hour)).ToDictionary(g => g.Key, g => g.Sum(x => x.Count));
        var acceptedOn = accepted.GroupBy(x => DayOf(x.Date, x.Hour)).ToDictionary(g => g.Key, g => g.Sum(x => x.Count));
        return [.. Enumerable.Range(0, ChartDays).Select(first.AddDays).Select(day => new OverviewDay(day, invitedOn.GetValueOrDefault(day), acceptedOn.GetValueOrDefault(day)))];
    }
}
