using System.Security.Claims;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Connect;

/// <summary>
/// May this person open this app, and with which grant? The grant, the app in the session's list (for front-channel logout)
/// and the audit row are one transaction.
/// </summary>
internal sealed class Authorize(FoyerDb db, FindPerson people, AppAccess access, ResolveActor resolve, TimeProvider clock)
{
    /// <summary>The person as the current tenant knows them and may let in, or the error.</summary>
    public async Task<(User? User, OAuthError? Error)> Admit(Client client, Sitting sitting, string? alias, CancellationToken ct)
    {
        if (!client.ServicePrincipal.AccountEnabled) return (null, OAuthErrors.AppDisabled);
        var (user, error) = await people.Here(sitting, ct);
        if (user is null) return (null, error);
        if (alias is not null && await IsWrongKind(client, user, alias, ct)) return (null, OAuthErrors.WrongAccountKind);
        if (!client.IsInstalled) return (user, null); // the consent page lets it in, or does not
        return await access.May(user.Id, client.ServicePrincipal.Id, ct) switch
        {
            AppVerdict.MayOpen => (user, null),
            AppVerdict.Disabled => (null, OAuthErrors.AppDisabled),
            _ => (null, OAuthErrors.NotAssigned),
        };
    }

    /// <summary>The home of a single person is no organisation: <c>organizations</c> is not for it, and neither are apps that say so.</summary>
    private async Task<bool> IsWrongKind(Client client, User user, string alias, CancellationToken ct)
    {
        if (alias == "common" && client.App.SignInAudience == Audiences.Everybody) return false;
        var here = user.TenantId;
        return await db.Tenants.AnyAsync(t => t.Id == here && t.Kind == TenantKind.Personal, ct);
    }

    /// <summary>
    /// Writes the grant that the code stands for. <paramref name="also"/> belongs to the same transaction; when it says no, nothing was
    /// written and there is no grant.
    /// </summary>
    public async Task<Grant?> Grant(Client client, User user, Sitting sitting, ClaimsPrincipal session, Func<Grant, Task<bool>>? also, CancellationToken ct)
    {
        var now = clock.UtcNow;
        var grant = new Grant
        {
            TenantId = user.TenantId,
            Id = Ids.New(clock),
            UserId = user.Id,
            AppId = client.App.AppId,
            SessionId = sitting.SessionId,
            CreatedAt = now,
            ExpiresAt = now + GrantWrites.CodeLifetime,
        };
        Actor actor = await resolve.Person(session, ct) is { } person ? person : resolve.Visitor(user.DisplayName);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Grants.Add(grant);
        db.AuditEntries.Add(Entry(actor, client, AuditResult.Success, null));
        user.LastSignInAt = now;
        await db.SaveChangesAsync(ct);
        await Remember(client, user, sitting, now, ct);
        if (also is not null && !await also(grant))
        {
            await transaction.RollbackAsync(ct);
            return null;
        }
        await transaction.CommitAsync(ct);
        return grant;
    }

    /// <summary>A person who was turned away stands in the audit log of the organisation that turned them away.</summary>
    public async Task RecordRefusal(Client client, Sitting sitting, OAuthError error, CancellationToken ct)
    {
        db.AuditEntries.Add(Entry(resolve.Visitor(Printable.Cut(await people.AddressOf(sitting, ct) ?? sitting.Name, 256)), client, AuditResult.Failure, error.Description));
        await db.SaveChangesAsync(ct);
    }

    private AuditEntry Entry(Actor actor, Client client, AuditResult result, string? reason) =>
        actor.Did(clock, Activities.AppSignIn, "SignIn", "ServicePrincipal", client.IsInstalled ? client.ServicePrincipal.Id : null, client.ServicePrincipal.DisplayName, result: result, reason: reason);

    // Two tabs may open one app at once: the second row is not an error.
    private async Task Remember(Client client, User user, Sitting sitting, DateTime now, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "SessionApps" ("TenantId", "SessionId", "ServicePrincipalId", "UserId", "At")
            VALUES ({user.TenantId}, {sitting.SessionId}, {client.ServicePrincipal.Id}, {user.Id}, {now})
            ON CONFLICT DO NOTHING
            """, ct);
}
