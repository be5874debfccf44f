using System.Security.Claims;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace Foyer.Connect.Device;

/// <summary>A program asks whether its person has answered. A poll before its time is told to slow down, and the time grows (RFC 8628 section 3.5).</summary>
internal sealed class PollDevice(FindDevice find, ProtectTokens protect, TenantScopes scopes, FoyerOptions options, TimeProvider clock)
{
    private const int SlowerBy = 5;
    /// <summary>A program waits by its own clock and the network is not always as quick: so much early is on time.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>What the person granted in this tenant, or why there is nothing yet.</summary>
    public async Task<(ClaimsPrincipal? Grant, OAuthError? Error)> Run(string? deviceCode, Client client, Guid tenantId, CancellationToken ct)
    {
        var row = await find.ByDeviceCode(deviceCode, ct);
        if (row is null || row.AppId != client.App.AppId) return (null, OAuthErrors.NoDeviceCode);
        // Asked at one organisation's address, or answered in another: then this address never gets it.
        if ((row.AskedTenantId ?? row.GrantTenantId ?? tenantId) != tenantId) return (null, OAuthErrors.NoDeviceCode);
        if (row.State == DeviceCodeState.Declined) return (null, OAuthErrors.DeviceDeclined);
        if (row.ExpiresAt <= clock.UtcNow) return (null, OAuthErrors.DeviceCodeExpired);
        if (row.State == DeviceCodeState.Waiting) return (null, await IsInTime(row, ct) ? OAuthErrors.StillWaiting : OAuthErrors.TooFast);
        return protect.Unprotect(OpenIddictConstants.TokenTypeIdentifiers.Private.DeviceCode, options.Issuer(tenantId), row.ProtectedGrant!) is { } grant ? (grant, null) : (null, OAuthErrors.NoDeviceCode);
    }

    private async Task<bool> IsInTime(DeviceCode row, CancellationToken ct)
    {
        await using var scope = scopes.Global();
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        var now = clock.UtcNow;
        var (latest, next) = (now + Tolerance, now.AddSeconds(row.Interval));
        if (await db.DeviceCodes.Where(d => d.Id == row.Id && d.NextPollAt <= latest).ExecuteUpdateAsync(set => set.SetProperty(d => d.NextPollAt, next), ct) == 1) return true;
        var slower = now.AddSeconds(row.Interval + SlowerBy);
        await db.DeviceCodes.Where(d => d.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.Interval, d => d.Interval + SlowerBy).SetProperty(d => d.NextPollAt, slower), ct);
        return false;
    }
}
