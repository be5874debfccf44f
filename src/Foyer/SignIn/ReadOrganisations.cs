using System.Security.Claims;
using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>An organisation that knows the person, and as whom: a member at home, a guest elsewhere.</summary>
public sealed record Organisation(Guid TenantId, string Name, string? Domain, Guid UserId, bool IsHome);

/// <summary>
/// Where a person belongs: the home and every organisation where they accepted an invitation and are still welcome. Reads across
/// tenants, but only rows bound to this very account, never by address (security rule 5).
/// </summary>
public sealed class ReadOrganisations(FoyerDb db)
{
    /// <summary>The home first, then by name.</summary>
    public async Task<List<Organisation>> Run(ClaimsPrincipal person, CancellationToken ct)
    {
        var (home, id) = (person.HomeTenantId, person.HomeUserId);
        return await (from user in db.Users.AcrossTenants().Live
                      where user.AccountEnabled
                      where (user.TenantId == home && user.Id == id)
                          || (user.HomeTenantId == home && user.HomeUserId == id && user.ExternalUserState == ExternalUserState.Accepted)
                      join tenant in db.Tenants on user.TenantId equals tenant.Id
                      orderby user.TenantId == home descending, tenant.DisplayName, tenant.Id
                      select new Organisation(tenant.Id, tenant.DisplayName, tenant.Kind == TenantKind.Personal ? null : tenant.InitialDomain, user.Id, user.TenantId == home)).ToListAsync(ct);
    }
}
