namespace Foyer.Connect;

/// <summary>OpenID Connect and OAuth for a tenant's apps; the only folder that names OpenIddict.</summary>
internal static class ConnectModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddConnect() => services;
    }

    extension(IApplicationBuilder app)
    {
        public void UseConnect()
        {
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapConnect()
        {
        }
    }
}
