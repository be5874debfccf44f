namespace Foyer.MyApps;

/// <summary>The apps a person may open in an organisation, and the way to their other organisations.</summary>
internal static class MyAppsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMyApps() => services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapMyApps()
        {
        }
    }
}
