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
                .AddScoped<PortalScope>().AddScoped<ReadOverview>().AddScoped<ReadSampleMails>().AddScoped<PreviewPages>()
                .AddScoped<UserList>().AddScoped<AuditList>().AddScoped<ReadUser>().AddScoped<FindPrincipals>().AddScoped<ReadGroup>().AddScoped<GroupList>()
                .AddSingleton<IAuthorizationHandler, PortalDoor>()
                .AddSingleton<IAuthorizationMiddlewareResultHandler, ClosedDoor>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapPortal()
        {
            // The circuit's own addresses (/_blazor) take part in this: who may not see a page gets no circuit either.
            // The framework's own word on framing is left out, because Web/Headers has said a stricter one.
            routes.MapRazorComponents<PortalApp>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null).RequireAuthorization(LiveAdministrator.Policy);
            PortalFiles.Map(routes);
        }
    }
}
