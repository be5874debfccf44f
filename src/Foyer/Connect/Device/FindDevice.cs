using System.Security.Cryptography;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect.Device;

/// <summary>Looks up what a program started: by its own secret, or by what a person typed. The rows are nobody's, so the scope is too.</summary>
internal sealed class FindDevice(TenantScopes scopes, TimeProvider clock)
{
    /// <summary>In whatever state, expired too; null when the secret is not the right one.</summary>
    public async Task<DeviceCode?> ByDeviceCode(string? deviceCode, CancellationToken ct)
    {
        if (DeviceSecret.Parse(deviceCode) is not { } secret) return null;
        await using var scope = scopes.Global();
        var id = secret.Id;
        var row = await scope.ServiceProvider.GetRequiredService<FoyerDb>().DeviceCodes.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct);
        return row is not null && CryptographicOperations.FixedTimeEquals(row.SecretHash, secret.Hash) ? row : null;
    }

    /// <summary>Only one that waits for an answer now.</summary>
    public async Task<DeviceCode?> ByUserCode(string? typed, CancellationToken ct)
    {
        if (UserCode.HashOf(typed) is not { } hash) return null;
        await using var scope = scopes.Global();
        return await Waiting(scope).SingleOrDefaultAsync(d => d.UserCodeHash == hash, ct);
    }

    public async Task<DeviceCode?> ById(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.Global();
        return await Waiting(scope).SingleOrDefaultAsync(d => d.Id == id, ct);
    }

    private IQueryable<DeviceCode> Waiting(AsyncServiceScope scope)
    {
        var now = clock.UtcNow;
        return scope.ServiceProvider.GetRequiredService<FoyerDb>().DeviceCodes.AsNoTracking().Where(d => d.State == DeviceCodeState.Waiting && d.ExpiresAt > now);
    }
}
