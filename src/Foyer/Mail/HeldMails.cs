using System.Collections.Concurrent;
using Foyer.Data;
using Foyer.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Mail;

/// <summary>
/// The mails that this process has taken and not yet finished. Each has a lease of its own, renewed while it waits for its turn:
/// whoever dies loses them to others within <see cref="Lease"/>, whoever lives never does.
/// </summary>
internal sealed class HeldMails(TenantScopes scopes, MailTurn turn, TimeProvider clock)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    // The same words as in the index of open mails, so that the index answers.
    private const string Open = "\"State\" IN ('Queued', 'Deferred')";

    private readonly ConcurrentDictionary<Guid, OutgoingMail> held = new();

    public Guid Worker { get; } = Web.Ids.New(clock);

    /// <summary>Takes what is due, of all tenants, the longest due first.</summary>
    public async Task<List<OutgoingMail>> Claim(int count, CancellationToken ct)
    {
        await using var scope = scopes.Global();
        List<OutgoingMail> claimed;
        using (await turn.Take(ct))
            claimed = await Leases.Claim<OutgoingMail>(scope.ServiceProvider.GetRequiredService<FoyerDb>(), Open, count, Lease, Worker, clock, ct);
        // A row that is still in our hands came back because its lease ran out while the process stood still: it has its turn already.
        return [.. claimed.Where(mail => held.TryAdd(mail.Id, mail)).OrderBy(mail => mail.NotBefore)];
    }

    /// <summary>False when the lease may be over: then the mail is somebody else's, and sending it could send it twice.</summary>
    public bool IsOurs(OutgoingMail mail) => held.ContainsKey(mail.Id) && mail.LeaseUntil > clock.GetUtcNow().UtcDateTime + Margin;

    public void Drop(OutgoingMail mail) => held.TryRemove(mail.Id, out _);

    public async Task Renew(CancellationToken ct)
    {
        var until = clock.GetUtcNow().UtcDateTime + Lease;
        foreach (var group in held.Values.GroupBy(mail => mail.TenantId))
        {
            await using var scope = scopes.In(group.Key);
            var ids = group.Select(mail => mail.Id).ToArray();
            List<Guid> renewed;
            using (await turn.Take(ct))
            {
                var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var ours = db.OutgoingMails.Where(m => ids.Contains(m.Id) && m.LeasedBy == Worker);
                await ours.ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaseUntil, until), ct);
                renewed = await ours.Select(m => m.Id).ToListAsync(ct);
                await transaction.CommitAsync(ct);
            }
            foreach (var mail in group.Where(mail => renewed.Contains(mail.Id))) mail.LeaseUntil = until;
        }
    }

    /// <summary>Gives back what was not sent, so that the next process need not wait for the leases to end.</summary>
    public async Task GiveBack(CancellationToken ct)
    {
        foreach (var group in held.Values.GroupBy(mail => mail.TenantId))
        {
            await using var scope = scopes.In(group.Key);
            var ids = group.Select(mail => mail.Id).ToArray();
            using (await turn.Take(ct))
                await scope.ServiceProvider.GetRequiredService<FoyerDb>().OutgoingMails.Where(m => ids.Contains(m.Id) && m.LeasedBy == Worker)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaseUntil, (DateTime?)null).SetProperty(m => m.LeasedBy, (Guid?)null), ct);
        }
        held.Clear();
    }
}

/// <summary>The sender's own writes follow each other: SQLite has one writer, and waiting here is cheaper than being told that it is busy.</summary>
internal sealed class MailTurn : IDisposable
{
    private readonly SemaphoreSlim free = new(1, 1);

    public async Task<IDisposable> Take(CancellationToken ct)
    {
        await free.WaitAsync(ct);
        return new Turn(free);
    }

    public void Dispose() => free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
