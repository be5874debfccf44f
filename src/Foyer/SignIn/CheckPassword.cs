using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>
/// Compares a password with the account at its home. Whoever fails learns nothing but that: the answer and the time are the
/// same for a wrong password, a blocked account, an unknown person and an unknown home (security rule 20).
/// </summary>
public sealed class CheckPassword(TenantScopes scopes, RequestInfo from, Passwords passwords, FoyerOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public static readonly Problem DoNotFit = new(ProblemKind.Unauthorized, "invalidCredentials",
        "That address and password do not fit together.");

    /// <summary>
    /// The account, or why not; what was tried stands in the audit log as <paramref name="activity"/>. <paramref name="homeTenantId"/> is <see cref="Guid.Empty"/> for an address without a home. Failures count for
    /// the account from this client's address and for the client's address alone: somebody elsewhere never locks the owner out (security rule 18).
    /// </summary>
    public async Task<Result<User>> Run(Guid homeTenantId, EmailAddress address, string password, string activity, CancellationToken ct)
    {
        await using var nowhere = scopes.Global();
        var client = new Limit(nowhere, "password.client", from.Client, address.Address, options.Limits.PasswordFailuresPerAddress);
        await using var scope = scopes.In(homeTenantId, from);
        var account = new Limit(scope, "password.account", $"{address.Key}\n{from.Client}", address.Address, options.Limits.PasswordFailures);

        // Counted before the comparison, so that a thousand guesses at once are not compared at once.
        if (await client.Count(ct) is { } fromClient) return fromClient;
        if (await account.Count(ct) is { } onAccount)
        {
            await client.TakeBack(ct);
            return onAccount;
        }

        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        var user = await db.Users.AsNoTracking().Live.WhoSignInAs(address).SingleOrDefaultAsync(ct);
        if (passwords.Verify(user, password) && user!.AccountEnabled)
        {
            await account.TakeBack(ct);
            await client.TakeBack(ct);
            return user;
        }

        if (homeTenantId != Guid.Empty)
        {
            var reason = user is null ? "AADSTS50034" : user.AccountEnabled ? "AADSTS50126" : "AADSTS50057";
            db.AuditEntries.Add(scope.ServiceProvider.GetRequiredService<ResolveActor>().Visitor(address.Address)
                .Did(clock, activity, "SignIn", "User", user?.Id, user?.UserPrincipalName ?? address.Address, result: AuditResult.Failure, reason: reason));
            await db.SaveChangesAsync(ct);
        }
        return DoNotFit;
    }

    private sealed class Limit(AsyncServiceScope scope, string purpose, string key, string who, int max)
    {
        private readonly AttemptLimits limits = scope.ServiceProvider.GetRequiredService<AttemptLimits>();

        public Task<Problem?> Count(CancellationToken ct) => limits.Count(purpose, key, max, Window, ct, who: who);

        public Task TakeBack(CancellationToken ct) => limits.TakeBack(purpose, key, ct);
    }
}
