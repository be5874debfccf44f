using Foyer.Data;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>
/// Gives a person without any account their first one, inside a redemption and nowhere else (security rule 14; digest 1.9): in the
/// unmanaged tenant of the address's domain, or in a home of their own when the domain is a consumer's.
/// </summary>
internal sealed class SignUp(TenantScopes scopes, FindHome homes, RequestInfo request)
{
    /// <summary>Mark of an account whose mailbox was proven when it was made.</summary>
    public const string CreationType = "EmailVerified";
    public const int LongestName = 256;
    private const int Tries = 3;

    /// <summary>
    /// Home, account and session in one transaction. Refused unless the mailbox is proven (rule 4), or when an organisation manages the
    /// domain (rule 6). When somebody else makes the same home at the same moment, the unique index decides and this looks again.
    /// </summary>
    public async Task<Result<Done>> Run(HttpContext http, OnTheWay way, string? name, string password, CancellationToken ct)
    {
        if (way.Redemption.MailboxProvenAt is null) return RedeemProblems.NotProven;
        name = Tidy(name);
        if (name.Length == 0) return RedeemProblems.NameMissing;
        var address = way.Offer.Address;
        if (PasswordRules.Check(password, Personal(name, address)) is { } weak) return weak;

        for (var attempt = 1; ; attempt++)
        {
            var home = await homes.Run(address, ct);
            if (home.Kind == HomeKind.Managed || home.HasAccount) return RedeemProblems.HasHome;
            await using var scope = home.TenantId is { } existing ? scopes.In(existing) : scopes.Global();
            try
            {
                await Create(http, scope.ServiceProvider, home, address, name, password, ct);
                return Done.It;
            }
            catch (Exception e) when (e.IsUniqueViolation() && attempt < Tries)
            {
                continue;
            }
        }
    }

    /// <summary>What an acquaintance would try.</summary>
    public static string?[] Personal(string name, EmailAddress address) => [name, address.LocalPart, address.Domain];

    private async Task Create(HttpContext http, IServiceProvider scope, Home home, EmailAddress address, string name, string password, CancellationToken ct)
    {
        var info = scope.GetRequiredService<RequestInfo>();
        (info.IpAddress, info.CorrelationId) = (request.IpAddress, request.CorrelationId);
        var db = scope.GetRequiredService<FoyerDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (home.TenantId is null)
        {
            var make = scope.GetRequiredService<CreateTenant>();
            if (ConsumerDomains.Contains(address.Domain)) make.Add(address.Address, TenantKind.Personal, domain: null, Subscription.Free, personalAddressKey: address.Key);
            else make.Add(address.Domain, TenantKind.Unmanaged, address.Domain, Subscription.Free);
            scope.GetRequiredService<RegisterGraphApp>().Add(scope.GetRequiredService<ResolveActor>().System());
        }
        var user = scope.GetRequiredService<CreateMember>().Add(scope.GetRequiredService<ResolveActor>().Visitor(address.Address), address, name, password, CreationType);
        await db.SaveChangesAsync(ct);
        await scope.GetRequiredService<StartSession>().Run(http, user, ct);
        await transaction.CommitAsync(ct);
    }

    private static string Tidy(string? name)
    {
        var tidy = string.Concat((name ?? "").EnumerateRunes().Where(r => !Printable.IsHidden(r.Value)).Select(r => r.ToString())).Trim();
        return Printable.Cut(tidy, LongestName).TrimEnd();
    }
}
