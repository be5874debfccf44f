using Foyer.Data;
using Foyer.Tenants;
using Foyer.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Foyer.SignIn;

/// <summary>Whose colours a page shows.</summary>
public sealed class FindBrand(FoyerDb db)
{
    /// <summary>Null for an organisation that is not there or has no administrators: such a home is nobody's house.</summary>
    public async Task<PageBrand?> Of(Guid? tenantId, CancellationToken ct)
    {
        var tenant = tenantId is { } id ? await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && t.Kind == TenantKind.Managed, ct) : null;
        return tenant?.Brand;
    }
}
