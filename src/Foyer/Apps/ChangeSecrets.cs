using Foyer.Audit;
using Foyer.Data;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Apps;

/// <summary>A new secret, which nobody can read again. Holds it, so it prints only its type.</summary>
public sealed record NewSecret(ClientSecret Row, string Secret)
{
    public override string ToString() => nameof(NewSecret);
}

/// <summary>Gives an app another secret, or takes one away; both are how secrets are changed without a pause.</summary>
public sealed class ChangeSecrets(FoyerDb db, RegisterApp register, TimeProvider clock)
{
    private static readonly TimeSpan Longest = CreateApp.SecretLifetime;
    private const int Most = 20;

    public async Task<Result<NewSecret>> Add(TenantAdmin admin, Guid applicationId, string? name, DateTime? expiresAt, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AppProblems.MayNotRegister;
        if (await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == applicationId, ct) is not { } app) return AppProblems.NotFound;
        var lifetime = (expiresAt ?? clock.UtcNow + Longest) - clock.UtcNow;
        if (lifetime <= TimeSpan.Zero || lifetime > Longest) return AppProblems.BadLifetime;
        if (await db.ClientSecrets.CountAsync(s => s.ApplicationId == applicationId, ct) >= Most) return AppProblems.TooManySecrets;

        var secret = register.AddSecret(admin, app, lifetime, name);
        var row = db.ClientSecrets.Local.Single();
        await db.SaveChangesAsync(ct);
        return new NewSecret(row, secret);
    }

    public async Task<Result<Done>> Remove(TenantAdmin admin, Guid applicationId, Guid secretId, CancellationToken ct)
    {
        if (!await db.MayManageApps(admin, ct)) return AppProblems.MayNotRegister;
        if (await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == applicationId, ct) is not { } app) return AppProblems.NotFound;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.ClientSecrets.Where(s => s.ApplicationId == applicationId && s.Id == secretId).ExecuteDeleteAsync(ct) == 0) return AppProblems.NoSuchSecret;
        db.AuditEntries.Add(admin.Did(clock, Activities.SecretRemoved, "ApplicationManagement", "Application", app.Id, app.DisplayName, AuditDetails.Of(("secretId", secretId))));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
