using Foyer.Audit;
using Foyer.Data;
using Foyer.Web;

namespace Foyer.Tenants;

/// <summary>Makes an organisation with its initial domain. Called by the operator, the demo and (for unmanaged homes) the sign-up.</summary>
public sealed class CreateTenant(FoyerDb db, CurrentTenant current, TimeProvider clock)
{
    /// <summary>
    /// Adds the tenant in the caller's transaction. The scope becomes that tenant's. A domain that already has a home is
    /// refused by the unique index; the caller asks <c>IsUniqueViolation</c>.
    /// </summary>
    public Tenant Add(string displayName, TenantKind kind, string? domain, Subscription subscription, Guid? id = null, string? personalAddressKey = null)
    {
        var now = clock.UtcNow;
        var tenant = new Tenant
        {
            Id = id ?? Ids.New(clock),
            DisplayName = displayName,
            Kind = kind,
            InitialDomain = domain ?? "personal.invalid",
            Subscription = subscription,
            PersonalAddressKey = personalAddressKey,
            CreatedAt = now,
        };
        current.Set(tenant.Id);
        db.Tenants.Add(tenant);
        if (domain is not null)
            db.VerifiedDomains.Add(new VerifiedDomain { TenantId = tenant.Id, Name = domain, IsInitial = true, IsDefault = true, VerifiedAt = now });
        var activity = kind == TenantKind.Managed ? Activities.TenantCreated : Activities.ViralTenant;
        db.AuditEntries.Add(new SystemActor { TenantId = tenant.Id, Id = null, Name = "Foyer", CorrelationId = tenant.Id.ToString("D") }
            .Did(clock, activity, "DirectoryManagement", "Tenant", tenant.Id, displayName));
        return tenant;
    }
}
