using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Foyer.Data;

/// <summary>Ready means: the store answers and its schema is this program's.</summary>
internal sealed class StoreAnswers(FoyerOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = MigrationsDb.For(options);
        return (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
            ? HealthCheckResult.Unhealthy("The store needs `foyer migrate`.")
            : HealthCheckResult.Healthy();
    }
}
