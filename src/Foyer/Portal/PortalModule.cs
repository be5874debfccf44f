using Foyer.Portal.Lists;
using Foyer.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.FluentUI.AspNetCore.Components;

namespace Foyer.Portal;

/// <summary>The administrator's face. Pages call the modules' operations and own no rule.</summary>
internal static class PortalModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPortal()
        {
            services.AddFluentUIComponents();
            services.AddAuthorizationBuilder().AddPolicy(LiveAdministrator.Policy, policy => policy
                .AddAuthenticationSchemes(Schemes.Session).RequireAuthenticatedUser().AddRequirements(new LiveAdministrator()));
            return services
                .AddScoped<PortalScope>().AddScoped<ReadOverview>().AddScoped<ReadSampleMails>()
                .AddScoped<UserList>().AddScoped<AuditList>().AddScoped<ReadUser>().AddScoped<FindPrincipals>()
                .AddSingleton<IAuthorizationHandler, PortalDoor>()
                .AddSingleton<IAuthorizationMiddlewareResultHandler, ClosedDoor>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapPortal()
        {
            routes.MapGet("/portal/users/export.csv", Exports.Users).RequireAuthorization(LiveAdministrator.Policy);
            routes.MapGet("/portal/audit/export.csv", Exports.Audit).RequireAuthorization(LiveAdministrator.Policy);
            // The circuit's own addresses (/_blazor) take part in this: who may not see a page gets no circuit either.
            routes.MapRazorComponents<PortalApp>().AddInteractiveServerRenderMode().RequireAuthorization(LiveAdministrator.Policy);
            PortalFiles.Map(routes);
        }
    }
}
