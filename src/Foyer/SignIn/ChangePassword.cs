using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>
/// A signed-in person changes the password of their own account (digest 1.6): whoever merely sits at an open browser cannot, because the
/// current password is asked again and its guesses are counted with those of signing in.
/// </summary>
public sealed class ChangePassword(TenantScopes scopes, CheckPassword check, Passwords passwords, RequestInfo from, TimeProvider clock)
{
    public static readonly Problem Same = new(ProblemKind.BadRequest, "passwordSame", "That is the password you have already. Choose another.");

    /// <summary>What is wrong with the current password is one of <see cref="CheckPassword"/>'s problems; anything else concerns the new one.</summary>
    public async Task<Result<Done>> Run(HttpContext http, string current, string next, CancellationToken ct)
    {
        var person = http.User;
        await using var scope = scopes.In(person.HomeTenantId, from);
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        var id = person.HomeUserId;
        var name = await db.Users.Live.Where(u => u.Id == id).Select(u => u.UserPrincipalName).SingleOrDefaultAsync(ct);
        if (!EmailAddress.TryParse(name, out var address)) return CheckPassword.DoNotFit;
        if ((await check.Run(person.HomeTenantId, address, current, Activities.PasswordChanged, ct)).Failed(out var why, out var user)) return why;
        if (passwords.Verify(user, next)) return Same;
        if (PasswordRules.Check(next, user.DisplayName, address.LocalPart, address.Domain) is { } weak) return weak;

        var (now, old, hash) = (clock.UtcNow, user.PasswordHash, passwords.Hash(next));
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Of two changes at once the second no longer finds the password it asked for.
        if (await db.Users.Live.Where(u => u.Id == id && u.PasswordHash == old).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, hash), ct) == 0) return CheckPassword.DoNotFit;
        await EndSession.Void(db, person, except: person.SessionId, now, ct);
        if (await scope.ServiceProvider.GetRequiredService<ResolveActor>().Person(person, ct) is { } actor)
            db.AuditEntries.Add(actor.Did(clock, Activities.PasswordChanged, "UserManagement", "User", user.Id, user.UserPrincipalName));
        await scope.ServiceProvider.GetRequiredService<StartSession>().Run(http, user, ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }
}
