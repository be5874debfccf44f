using Foyer.Data;
using Foyer.Tenants;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Commands;

/// <summary>Which organisation the operator means: its id, or one of its domains.</summary>
internal static class FindTenant
{
    /// <summary>A scope of that organisation; dispose it when the command is done.</summary>
    public static async Task<AsyncServiceScope> Open(IServiceProvider services, string named, CancellationToken ct)
    {
        var scopes = services.GetRequiredService<TenantScopes>();
        await using var global = scopes.Global();
        var db = global.ServiceProvider.GetRequiredService<FoyerDb>();
        var domain = named.Trim().ToLowerInvariant();
        var id = Guid.TryParse(named, out var given)
            ? await db.Tenants.Where(t => t.Id == given).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(ct)
            : await db.VerifiedDomains.AcrossTenants().Where(d => d.Name == domain).Select(d => (Guid?)d.TenantId).SingleOrDefaultAsync(ct);
        return id is { } found ? scopes.In(found) : throw new UnusableConfigurationException($"--tenant: this server has no organisation {named}; give its id or one of its domains.");
    }
}
