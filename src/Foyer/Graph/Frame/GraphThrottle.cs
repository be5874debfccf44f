using System.Threading.RateLimiting;
using Foyer.Policies;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>
/// Limits how many requests one app (for one person, when it speaks for one) may make in ten seconds (security rule 18). It
/// protects this process, so it counts in memory, and by the machine's own clock; batched requests count each.
/// </summary>
internal sealed class GraphThrottle(FoyerOptions options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<GraphCaller> limiter = PartitionedRateLimiter.Create<GraphCaller, (Guid, Guid?, Guid?)>(caller =>
        RateLimitPartition.GetFixedWindowLimiter((caller.TenantId, caller.Id, caller.AppId), _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Limits.GraphRequests, Window = Window, QueueLimit = 0 }));

    /// <summary>How long this caller has to wait; null when the request may go on.</summary>
    public TimeSpan? Wait(GraphCaller caller)
    {
        using var lease = limiter.AttemptAcquire(caller);
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    public void Dispose() => limiter.Dispose();
}
