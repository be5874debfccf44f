namespace Foyer.Tenants;

/// <summary>Organisations, their domains and what an operator sets for them. Knows nothing of the people in them.</summary>
internal static class TenantsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddTenants() => services.AddScoped<CreateTenant>().AddScoped<SetSubscription>().AddScoped<Benefits>();
    }
}
