using System.Globalization;
using System.Security.Cryptography;
using Foyer.Apps;
using Foyer.Data;
using Foyer.SignIn;
using Foyer.Web;
using Foyer.Web.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect.Device;

/// <summary>
/// <c>POST /{tenant}/oauth2/v2.0/devicecode</c>: a program that has no browser gets a secret to poll with, and a short code and an
/// address to show its person (RFC 8628 section 3.1). Nothing is proven here, so it is limited by network address.
/// </summary>
internal sealed class StartDevice(FindClient find, AttemptLimits limits, TenantScopes scopes, RequestInfo from, FoyerOptions options, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    public const int Interval = 5;
    public static readonly TimeSpan LimitWindow = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async Task<IResult> Run(HttpContext http, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType) return OAuthErrors.BadForm.Json(StatusCodes.Status400BadRequest);
        var form = await http.Request.ReadFormAsync(ct);
        var feature = http.Features.GetRequiredFeature<ConnectFeature>();
        var client = await find.Run(form["client_id"], ct);
        if (client is null) return (await find.WhyNot(form["client_id"], feature.Alias, ct)).Json(StatusCodes.Status400BadRequest);
        if (feature.Alias is not null && !client.App.IsForOtherOrganisations) return OAuthErrors.OnlyItsOwn.Json(StatusCodes.Status400BadRequest);
        if (!client.ServicePrincipal.AccountEnabled) return OAuthErrors.AppDisabled.Json(StatusCodes.Status400BadRequest);
        var scope = string.Join(' ', form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (scope.Length > 4000) return OAuthErrors.BadForm.Json(StatusCodes.Status400BadRequest);
        var (asked, error) = AskedScopes.Of(scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), options);
        if (asked is null) return error!.Json(StatusCodes.Status400BadRequest);
        if (await limits.Count("device.start", from.IpAddress ?? "", options.Limits.DeviceCodesPerAddress, LimitWindow, ct) is { } tooMany)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(tooMany.RetryAfter!.Value.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return OAuthErrors.TooManyDeviceCodes.Json(StatusCodes.Status429TooManyRequests);
        }

        var (secret, userCode) = await Add(client.App.AppId, feature.Alias is null ? feature.Keys.TenantId : null, scope, ct);
        var page = options.Url("/device");
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["user_code"] = userCode,
            ["device_code"] = secret.Text,
            ["verification_uri"] = page,
            ["verification_url"] = page, // as the first version spelt it
            ["expires_in"] = (int)Lifetime.TotalSeconds,
            ["interval"] = Interval,
            ["message"] = http.Texts()["device.message", ("address", page), ("code", userCode)],
        });
    }

    private async Task<(DeviceSecret Secret, string UserCode)> Add(Guid appId, Guid? tenantId, string scope, CancellationToken ct)
    {
        await using var nobody = scopes.Global();
        var db = nobody.ServiceProvider.GetRequiredService<FoyerDb>();
        var now = clock.UtcNow;
        for (var left = 5; ; left--)
        {
            var (secret, userCode) = (DeviceSecret.New(Ids.New(clock)), UserCode.New());
            db.DeviceCodes.Add(new DeviceCode
            {
                TenantId = Guid.Empty, Id = secret.Id, AskedTenantId = tenantId, AppId = appId, Scope = scope, SecretHash = secret.Hash, UserCodeHash = UserCode.HashOf(userCode)!,
                IpAddress = from.IpAddress, CreatedAt = now, ExpiresAt = now + Lifetime, Interval = Interval, NextPollAt = now,
            });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException taken) when (left > 0 && taken.IsUniqueViolation())
            {
                db.ChangeTracker.Clear();
                continue;
            }
            // The expiry decides what counts; a sample of the new ones pays for keeping the table small.
            if (RandomNumberGenerator.GetInt32(64) == 0)
            {
                var old = now - Kept;
                await db.DeviceCodes.Where(d => d.ExpiresAt < old).ExecuteDeleteAsync(ct);
            }
            return (secret, userCode);
        }
    }
}
