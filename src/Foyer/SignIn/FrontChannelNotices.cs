using Foyer.Apps;
using Foyer.Data;
using Foyer.Web;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>The addresses that tell apps of an ended session (OpenID Connect Front-Channel Logout 1.0, section 2). The apps may be of several tenants.</summary>
public sealed class FrontChannelNotices(FoyerDb db, FoyerOptions options)
{
    /// <summary>Addresses with <c>iss</c> and <c>sid</c>, for frames on <c>SignedOutPage</c>.</summary>
    public async Task<IReadOnlyList<Uri>> Of(Guid sessionId, CancellationToken ct)
    {
        var apps = await (from signedIn in db.SessionApps.AcrossTenants()
                          where signedIn.SessionId == sessionId
                          join principal in db.ServicePrincipals.AcrossTenants() on new { signedIn.TenantId, Id = signedIn.ServicePrincipalId } equals new { principal.TenantId, principal.Id }
                          join app in db.Applications.AcrossTenants() on new { TenantId = principal.OwnerTenantId ?? principal.TenantId, principal.AppId } equals new { app.TenantId, app.AppId }
                          where app.FrontChannelLogoutUrl != null
                          select new { principal.TenantId, app.FrontChannelLogoutUrl }).ToListAsync(ct);
        return
        [
            .. from app in apps
               let address = QueryHelpers.AddQueryString(app.FrontChannelLogoutUrl!, new Dictionary<string, string?>(StringComparer.Ordinal) { ["iss"] = options.Issuer(app.TenantId), ["sid"] = sessionId.ToString("D") })
               where Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
               select new Uri(address),
        ];
    }
}
