
namespace Foyer.Data;

/// <summary>Opens scopes for work outside a request: jobs, the portal's circuits, the command line.</summary>
public sealed class TenantScopes(IServiceScopeFactory scopes)
{
    /// <summary>A scope of one tenant; dispose it when the operation is done.</summary>
    public AsyncServiceScope In(Guid tenantId)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId);
        return scope;
    }

    /// <summary>A scope of no tenant: only global tables and reads across tenants work in it.</summary>
    public AsyncServiceScope Global() => scopes.CreateAsyncScope();

    public async Task<T> Run<TOperation, T>(Guid tenantId, Func<TOperation, Task<T>> work) where TOperation : notnull
    {
        await using var scope = In(tenantId);
        return await work(scope.ServiceProvider.GetRequiredService<TOperation>());
    }
}
