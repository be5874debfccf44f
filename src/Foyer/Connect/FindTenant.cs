using Foyer.Data;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Foyer.Connect;

/// <summary>
/// Which tenant does the first segment of a path name: its id or one of its verified domains? Found ones are remembered for a
/// minute, at most <see cref="Remembered"/> of them; unknown names are not, so nobody fills the memory by guessing.
/// </summary>
internal sealed class FindTenant(TenantScopes scopes, TimeProvider clock) : IDisposable
{
    private const int Remembered = 10_000;
    private const int LongestName = 253;
    private static readonly TimeSpan For = TimeSpan.FromMinutes(1);

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = Remembered });

    /// <summary>Null when no tenant answers to that name.</summary>
    public async Task<Guid?> Run(string name, CancellationToken ct)
    {
        if (name.Length is 0 or > LongestName) return null;
        var key = name.ToLowerInvariant();
        var now = clock.GetUtcNow();
        if (known.TryGetValue(key, out (Guid Id, DateTimeOffset Until) hit) && hit.Until > now) return hit.Id;

        await using var scope = scopes.Global();
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        var found = Guid.TryParseExact(key, "D", out var id)
            ? await db.Tenants.Where(t => t.Id == id).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(ct)
            // Whether somebody of a domain signed up is nobody else's business (security rule 20): such a home answers to its id only.
            : await (from domain in db.VerifiedDomains.AcrossTenants()
                     where domain.Name == key
                     join owner in db.Tenants on domain.TenantId equals owner.Id
                     where owner.Kind == TenantKind.Managed
                     select (Guid?)owner.Id).SingleOrDefaultAsync(ct);
        if (found is { } tenant) known.Set(key, (tenant, now + For), new MemoryCacheEntryOptions { Size = 1 });
        return found;
    }

    public void Dispose() => known.Dispose();
}
