namespace Foyer.Data;

/// <summary>A row of one tenant. The house rules test that its key, unique indexes and foreign keys start with the tenant.</summary>
public interface ITenantOwned
{
    Guid TenantId { get; }
}

/// <summary>A row that a background worker takes for a while: work to do, done once even when a process dies on it.</summary>
public interface ILeased : ITenantOwned
{
    Guid Id { get; }
    DateTime NotBefore { get; }
    DateTime? LeaseUntil { get; }
    Guid? LeasedBy { get; }
}
