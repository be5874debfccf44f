namespace Foyer.Data;

/// <summary>
/// The tenant that this scope (a request, a job) works for. Every read of a tenant's rows is confined to it.
/// It is set once; a scope never changes sides.
/// </summary>
public sealed class CurrentTenant
{
    private Guid? id;

    public bool IsSet => id is not null;

    public Guid Id => id ?? throw new InvalidOperationException("No tenant is set for this scope; resolve it before touching a tenant's rows.");

    /// <summary>What the query filter compares with: rows of nobody while no tenant is set.</summary>
    internal Guid Filter => id ?? Guid.Empty;

    public void Set(Guid tenantId)
    {
        if (id is { } already && already != tenantId)
            throw new InvalidOperationException("The tenant of a scope cannot change; open a scope of its own for another tenant.");
        id = tenantId;
    }
}
