namespace Foyer.MyApps;

/// <summary>The apps a person may open in an organisation, and the way to their other organisations.</summary>
internal static class MyAppsModule
{
    extension(IEndpointRouteBuilder routes)
    {
        public void MapMyApps() => routes.MapGet("/myapps", MyAppsEndpoints.Show).RequireAuthorization();
    }
}
