using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>
/// An app as the current tenant knows it: the registration, whoever owns it, and the service principal here. Before anybody here
/// allowed another organisation's app, the principal is a proposal that stands in no table.
/// </summary>
public sealed record KnownApp(Application App, ServicePrincipal Principal, bool IsInstalled)
{
    public bool IsOwn => Principal.OwnerTenantId is null;
}

/// <summary>
/// Finds an app by its client id: the tenant's own, or one that another organisation registered for everybody. Registrations of
/// other organisations are read across tenants, by the owner that the service principal names once there is one.
/// </summary>
public sealed class FindApp(FoyerDb db)
{
    public async Task<KnownApp?> Run(Guid appId, CancellationToken ct)
    {
        var here = await (from principal in db.ServicePrincipals.AsNoTracking()
                          where principal.AppId == appId
                          join own in db.Applications.AsNoTracking() on principal.AppId equals own.AppId into registrations
                          from registration in registrations.DefaultIfEmpty()
                          select new { principal, registration }).SingleOrDefaultAsync(ct);
        if (here is { principal.OwnerTenantId: null }) return here.registration is null ? null : new KnownApp(here.registration, here.principal, IsInstalled: true);
        if (here is null)
            return await Registration(appId, ct) is { } open && open.IsForOtherOrganisations ? new KnownApp(open, Proposal(open), IsInstalled: false) : null;

        var owner = here.principal.OwnerTenantId!.Value;
        var app = CommandLineTools.Find(appId)
            ?? await db.Applications.AcrossTenants().AsNoTracking().SingleOrDefaultAsync(a => a.TenantId == owner && a.AppId == appId, ct);
        return app is { IsForOtherOrganisations: true } && app.TenantId == owner ? new KnownApp(app, here.principal, IsInstalled: true) : null;
    }

    /// <summary>The registration of a client id, whoever owns it; the first one, should somebody have copied it.</summary>
    public async Task<Application?> Registration(Guid appId, CancellationToken ct) =>
        appId == DirectoryScopes.ResourceAppId ? null
        : CommandLineTools.Find(appId)
        ?? await db.Applications.AcrossTenants().AsNoTracking().Where(a => a.AppId == appId).OrderBy(a => a.CreatedAt).ThenBy(a => a.TenantId).FirstOrDefaultAsync(ct);

    /// <summary>The owner's own service principal: where My Apps finds the app's pages.</summary>
    public Task<ServicePrincipal?> OwnersPrincipal(Application app, CancellationToken ct) =>
        db.ServicePrincipals.AcrossTenants().AsNoTracking().SingleOrDefaultAsync(s => s.TenantId == app.TenantId && s.AppId == app.AppId, ct);

    public async Task<IReadOnlyList<ScopeFacts>> ScopesOf(Application app, CancellationToken ct) =>
        app.AppId == DirectoryScopes.ResourceAppId ? DirectoryScopes.All
        : await db.PermissionScopes.AcrossTenants().AsNoTracking().Where(s => s.TenantId == app.TenantId && s.ApplicationId == app.Id && s.IsEnabled)
            .OrderBy(s => s.Value)
            .Select(s => new ScopeFacts(s.Id, s.Value, s.Type, s.UserConsentDisplayName ?? s.AdminConsentDisplayName, s.UserConsentDescription ?? s.AdminConsentDescription)).ToListAsync(ct);

    /// <summary>The roles that an app declares: those that people hold, or those that apps hold as permissions.</summary>
    public Task<List<AppRole>> RolesOf(Application app, bool forApplications, CancellationToken ct) =>
        db.AppRoles.AcrossTenants().AsNoTracking().Where(r => r.TenantId == app.TenantId && r.ApplicationId == app.Id && r.IsEnabled && r.ForApplications == forApplications).ToListAsync(ct);

    public Task<List<RequiredPermission>> RequiredBy(Application app, CancellationToken ct) =>
        db.RequiredPermissions.AcrossTenants().AsNoTracking().Where(p => p.TenantId == app.TenantId && p.ApplicationId == app.Id).ToListAsync(ct);

    public Task<List<ClientSecret>> SecretsOf(Application app, CancellationToken ct) =>
        db.ClientSecrets.AcrossTenants().AsNoTracking().Where(s => s.TenantId == app.TenantId && s.ApplicationId == app.Id).ToListAsync(ct);

    public Task<List<ClientCertificate>> CertificatesOf(Application app, CancellationToken ct) =>
        db.ClientCertificates.AcrossTenants().AsNoTracking().Where(c => c.TenantId == app.TenantId && c.ApplicationId == app.Id).ToListAsync(ct);

    private ServicePrincipal Proposal(Application app) => new()
    {
        TenantId = db.CurrentTenantId, Id = Guid.Empty, AppId = app.AppId, OwnerTenantId = app.TenantId, DisplayName = app.DisplayName, CreatedAt = default,
    };
}
