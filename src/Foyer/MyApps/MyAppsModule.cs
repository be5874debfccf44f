using Foyer.Web;

namespace Foyer.MyApps;

/// <summary>The apps a person may open in an organisation, the way to their other organisations, and their own page.</summary>
internal static class MyAppsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMyApps() => services.AddScoped<ReadOrganisations>().AddScoped<MyConsents>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapMyApps()
        {
            routes.MapGet("/myapps", MyAppsEndpoints.Show).RequireAuthorization();
            routes.MapGet("/myapps/tiles.css", MyAppsEndpoints.Style).AllowAnonymous();
            routes.MapGet("/account", AccountEndpoints.Show).RequireAuthorization();
            routes.MapPost("/account/consents/{tenantId:guid}/{id:guid}/revoke", AccountEndpoints.Revoke).RequireAuthorization().TakesForm();
            routes.MapPost("/account/sessions/{id:guid}/end", AccountEndpoints.End).RequireAuthorization().TakesForm();
        }
    }
}
