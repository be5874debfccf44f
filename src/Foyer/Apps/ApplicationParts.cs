using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Foyer.Data;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>
/// The rows that belong to a registration. Each list that is sent is the list that there will be; what others hold (a role, a scope)
/// is switched off before it is taken away, so that nobody loses a right by a slip (digest 5.3).
/// </summary>
internal sealed class ApplicationParts(FoyerDb db, Application app, DateTime now)
{
    private const int LeastKeyBits = 2048, CurveBits = 256, LongestCertificate = 16 * 1024;

    public async Task<Problem?> Set(ApplicationChange change, CancellationToken ct) =>
        await SetRoles(change.Roles, ct) ?? await SetScopes(change.Scopes, ct) ?? await SetNeeds(change.Needs, ct) ?? await SetCertificates(change.Certificates, ct);

    private async Task<Problem?> SetRoles(Change<IReadOnlyList<RoleWish>> wanted, CancellationToken ct)
    {
        if (!wanted.IsSet) return null;
        var there = await db.AppRoles.Where(r => r.ApplicationId == app.Id).ToDictionaryAsync(r => r.Id, ct);
        foreach (var role in there.Values.Where(r => wanted.Value.All(w => w.Id != r.Id)))
        {
            if (role.IsEnabled) return AppProblems.RoleIsEnabled;
            db.AppRoles.Remove(role);
        }
        foreach (var wish in wanted.Value)
        {
            if (!there.TryGetValue(wish.Id, out var role))
            {
                db.AppRoles.Add(new() { TenantId = app.TenantId, ApplicationId = app.Id, Id = wish.Id, Value = wish.Value, DisplayName = wish.DisplayName, IsEnabled = wish.IsEnabled, ForApplications = wish.ForApplications });
                continue;
            }
            if (role.Value != wish.Value || role.ForApplications != wish.ForApplications) return AppProblems.RoleIsFixed;
            (role.DisplayName, role.IsEnabled) = (wish.DisplayName, wish.IsEnabled);
        }
        return null;
    }

    private async Task<Problem?> SetScopes(Change<IReadOnlyList<ScopeWish>> wanted, CancellationToken ct)
    {
        if (!wanted.IsSet) return null;
        var there = await db.PermissionScopes.Where(s => s.ApplicationId == app.Id).ToDictionaryAsync(s => s.Id, ct);
        foreach (var scope in there.Values.Where(s => wanted.Value.All(w => w.Id != s.Id)))
        {
            if (scope.IsEnabled) return AppProblems.ScopeIsEnabled;
            db.PermissionScopes.Remove(scope);
        }
        foreach (var wish in wanted.Value)
        {
            if (!there.TryGetValue(wish.Id, out var scope))
            {
                scope = new() { TenantId = app.TenantId, ApplicationId = app.Id, Id = wish.Id, Value = wish.Value, Type = wish.Type, AdminConsentDisplayName = wish.AdminTitle };
                db.PermissionScopes.Add(scope);
            }
            if (scope.Value != wish.Value) return AppProblems.ScopeIsFixed;
            (scope.Type, scope.IsEnabled, scope.AdminConsentDisplayName, scope.AdminConsentDescription, scope.UserConsentDisplayName, scope.UserConsentDescription) =
                (wish.Type, wish.IsEnabled, wish.AdminTitle, wish.AdminDescription, wish.UserTitle, wish.UserDescription);
        }
        return null;
    }

    private async Task<Problem?> SetNeeds(Change<IReadOnlyList<NeededPermission>> wanted, CancellationToken ct)
    {
        if (!wanted.IsSet) return null;
        var there = await db.RequiredPermissions.Where(p => p.ApplicationId == app.Id).ToListAsync(ct);
        db.RequiredPermissions.RemoveRange(there.Where(p => !wanted.Value.Contains(new(p.ResourceAppId, p.PermissionId, p.Kind))));
        foreach (var need in wanted.Value.Distinct().Where(w => !there.Exists(p => (p.ResourceAppId, p.PermissionId, p.Kind) == (w.ResourceAppId, w.PermissionId, w.Kind))))
            db.RequiredPermissions.Add(new() { TenantId = app.TenantId, ApplicationId = app.Id, ResourceAppId = need.ResourceAppId, PermissionId = need.PermissionId, Kind = need.Kind });
        return null;
    }

    /// <summary>A certificate that is there already is named by its id and comes without its content.</summary>
    private async Task<Problem?> SetCertificates(Change<IReadOnlyList<CertificateWish>> wanted, CancellationToken ct)
    {
        if (!wanted.IsSet) return null;
        var there = await db.ClientCertificates.Where(c => c.ApplicationId == app.Id).ToListAsync(ct);
        db.ClientCertificates.RemoveRange(there.Where(c => wanted.Value.All(w => w.Id != c.Id)));
        foreach (var wish in wanted.Value.Where(w => !there.Exists(c => c.Id == w.Id)))
        {
            if (wish.Content is null || Read(wish.Content) is not { } certificate) return AppProblems.BadCertificate;
            using (certificate) db.ClientCertificates.Add(ClientCertificate.Of(app, certificate, wish.Id, now, wish.DisplayName));
        }
        return null;
    }

    /// <summary>Null for what is no certificate, or one whose key is too weak or of a kind that signs nothing here.</summary>
    private static X509Certificate2? Read(byte[] content)
    {
        try
        {
            if (content.Length > LongestCertificate) return null;
            var certificate = X509CertificateLoader.LoadCertificate(content);
            using var rsa = certificate.GetRSAPublicKey();
            using var curve = certificate.GetECDsaPublicKey();
            if (rsa?.KeySize >= LeastKeyBits || curve?.KeySize == CurveBits) return certificate;
            certificate.Dispose();
            return null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
