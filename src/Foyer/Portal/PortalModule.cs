namespace Foyer.Portal;

/// <summary>The administrator's face. Pages call the modules' operations and own no rule.</summary>
internal static class PortalModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPortal() => services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapPortal()
        {
        }
    }
}
