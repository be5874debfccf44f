using Foyer.Data;
using Foyer.Jobs;
using Foyer.Policies;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Licences;

/// <summary>
/// Takes errands about people and groups and settles what they mean for licences. An errand is deleted when it is done; one whose
/// process died is taken over when its lease ends. Several of one subject are one piece of work.
/// </summary>
internal sealed class FollowChanges(TenantScopes scopes, WorkSignal<Errand> work, TimeProvider clock, ILogger<FollowChanges> log) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var worker = Web.Ids.New(clock);
        await FreeOwnLeases(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await Claim(worker, stoppingToken) is { Count: > 0 } errands)
                {
                    foreach (var same in errands.GroupBy(e => (e.TenantId, e.Kind, e.SubjectId))) await Do(same.Key.TenantId, same.Key.Kind, same.Key.SubjectId, [.. same], stoppingToken);
                }
                await work.Wait(Look, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception outage) when (outage is not OutOfMemoryException)
            {
                log.FollowingFailed(outage);
                await work.Wait(AfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<List<Errand>> Claim(Guid worker, CancellationToken ct)
    {
        await using var scope = scopes.Global();
        return await Leases.Claim<Errand>(scope.ServiceProvider.GetRequiredService<FoyerDb>(), "TRUE", AtOnce, Lease, worker, clock, ct);
    }

    private async Task Do(Guid tenantId, ErrandKind kind, Guid subject, List<Errand> errands, CancellationToken ct)
    {
        await using var scope = scopes.In(tenantId);
        var services = scope.ServiceProvider;
        var (settle, hand, db) = (services.GetRequiredService<SettleLicences>(), services.GetRequiredService<ResolveActor>().System(), services.GetRequiredService<FoyerDb>());
        var ids = errands.ConvertAll(e => e.Id);
        try
        {
            await (kind switch
            {
                ErrandKind.UserChanged => settle.User(hand, subject, ct),
                ErrandKind.GroupChanged => settle.Group(hand, subject, ct),
                _ => settle.Seats(hand, subject, ct),
            });
            await db.Errands.Where(e => EF.Parameter(ids).Contains(e.Id)).ExecuteDeleteAsync(ct);
        }
        catch (Exception outage) when (outage is not OperationCanceledException and not OutOfMemoryException)
        {
            log.ErrandFailed(subject, outage);
            var later = clock.GetUtcNow().UtcDateTime + AfterFailure;
            await db.Errands.Where(e => EF.Parameter(ids).Contains(e.Id)).ExecuteUpdateAsync(set => set.SetProperty(e => e.NotBefore, later).SetProperty(e => e.LeaseUntil, (DateTime?)null), ct);
        }
    }

    /// <summary>The embedded store has one process, so leases from before its start are nobody's: no need to wait for their end.</summary>
    private async Task FreeOwnLeases(CancellationToken ct)
    {
        await using var scope = scopes.Global();
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        if (db.IsPostgres) return;
        await db.Errands.AcrossTenants().Where(e => e.LeaseUntil != null).ExecuteUpdateAsync(set => set.SetProperty(e => e.LeaseUntil, (DateTime?)null), ct);
    }
}
