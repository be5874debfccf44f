using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>What is to change of an app as the organisation uses it; what is not set stays as it is.</summary>
public sealed record ServicePrincipalChange
{
    public Change<bool> AccountEnabled { get; init; }
    public Change<bool> AppRoleAssignmentRequired { get; init; }
    public Change<string?> SignOnUrl { get; init; }
    public Change<bool> Hidden { get; init; }

    internal Problem? Set(ServicePrincipal app)
    {
        if (SignOnUrl is { IsSet: true, Value: { } url } && !CreateApp.IsWebAddress(url)) return AppProblems.BadAddress(url);
        if (AccountEnabled.IsSet) app.AccountEnabled = AccountEnabled.Value;
        if (AppRoleAssignmentRequired.IsSet) app.AppRoleAssignmentRequired = AppRoleAssignmentRequired.Value;
        if (SignOnUrl.IsSet) app.SignOnUrl = SignOnUrl.Value;
        if (Hidden.IsSet) app.Hidden = Hidden.Value;
        return null;
    }
}

/// <summary>Changes whether and how an app opens in the organisation.</summary>
public sealed class ChangeServicePrincipal(FoyerDb db, TimeProvider clock)
{
    public async Task<Result<Done>> Run(TenantAdmin admin, Guid servicePrincipalId, ServicePrincipalChange change, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AssignmentProblems.NotAllowed;
        if (await db.ServicePrincipals.SingleOrDefaultAsync(s => s.Id == servicePrincipalId, ct) is not { } app) return AssignmentProblems.NotFound;
        if (app.AppId == DirectoryScopes.ResourceAppId) return AppProblems.BuiltIn;
        if (change.Set(app) is { } problem)
        {
            db.ChangeTracker.Clear();
            return problem;
        }
        if (!db.ChangeTracker.HasChanges()) return Done.It;
        db.AuditEntries.Add(admin.Did(clock, Activities.AppUpdated, "ApplicationManagement", "ServicePrincipal", app.Id, app.DisplayName, AuditDetails.Of(
            ("accountEnabled", app.AccountEnabled), ("assignmentRequired", app.AppRoleAssignmentRequired), ("signOnUrl", app.SignOnUrl), ("hidden", app.Hidden))));
        await db.SaveChangesAsync(ct);
        return Done.It;
    }
}
