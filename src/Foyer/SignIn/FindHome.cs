using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

public enum HomeKind
{
    /// <summary>The domain belongs to an organisation with administrators.</summary>
    Managed,
    /// <summary>The domain's home came into being by sign-up.</summary>
    Unmanaged,
    /// <summary>A home of this one address.</summary>
    Personal,
    /// <summary>Nobody of this address or domain was here yet.</summary>
    None,
}

/// <summary>Where an address is at home. <paramref name="HasAccount"/> says whether somebody signs in with exactly this address there; it is never shown to a stranger (security rule 20).</summary>
public sealed record Home(HomeKind Kind, Guid? TenantId, string? TenantName, bool HasAccount)
{
    public static readonly Home Nowhere = new(HomeKind.None, null, null, HasAccount: false);

    public static Home Of(Tenant tenant, bool hasAccount) => new(
        tenant.Kind switch { TenantKind.Managed => HomeKind.Managed, TenantKind.Unmanaged => HomeKind.Unmanaged, _ => HomeKind.Personal },
        tenant.Id, tenant.DisplayName, hasAccount);
}

/// <summary>Home realm discovery (digest 3.2): from an address to the tenant whose sign-in is responsible for it. Reads across tenants.</summary>
public sealed class FindHome(FoyerDb db)
{
    public async Task<Home> Run(EmailAddress address, CancellationToken ct)
    {
        var tenant = await (from domain in db.VerifiedDomains.AcrossTenants()
                            where domain.Name == address.Domain
                            join owner in db.Tenants on domain.TenantId equals owner.Id
                            select owner).SingleOrDefaultAsync(ct)
                     ?? await db.Tenants.SingleOrDefaultAsync(t => t.PersonalAddressKey == address.Key, ct);
        if (tenant is null) return Home.Nowhere;
        var hasAccount = await db.Users.AcrossTenants().Live.Where(u => u.TenantId == tenant.Id).WhoSignInAs(address).AnyAsync(ct);
        return Home.Of(tenant, hasAccount);
    }
}

internal static class SignInNames
{
    extension(IQueryable<User> users)
    {
        /// <summary>Members whose sign-in name this address is. A guest signs in at home, never here.</summary>
        public IQueryable<User> WhoSignInAs(EmailAddress address) =>
            users.Where(u => u.UserType == UserType.Member && u.UserPrincipalNameKey == address.Key);
    }
}
