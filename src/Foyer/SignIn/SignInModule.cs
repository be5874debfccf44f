using Foyer.Web;
using Microsoft.AspNetCore.Authentication;

namespace Foyer.SignIn;

/// <summary>How people prove who they are: home realm discovery, password, sessions, sign-out. Of apps it knows only whom to tell that a session ended; of invitations nothing.</summary>
internal static class SignInModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSignIn()
        {
            services.AddAuthentication(Schemes.Session).AddScheme<AuthenticationSchemeOptions, SessionHandler>(Schemes.Session, null);
            return services
                .AddSingleton<FindSession>().AddSingleton<ReadSessions>()
                .AddScoped<FindHome>().AddScoped<ReadOrganisations>()
                .AddScoped<AttemptLimits>().AddScoped<CheckPassword>()
                .AddScoped<StartSession>().AddScoped<EndSession>().AddScoped<ChangePassword>().AddScoped<FrontChannelNotices>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapSignIn()
        {
            routes.MapGet("/signin", SignInEndpoints.Ask).AllowAnonymous();
            routes.MapPost("/signin", SignInEndpoints.Enter).AllowAnonymous().TakesForm();
            routes.MapGet("/signout", SignOutEndpoints.Ask).AllowAnonymous();
            routes.MapPost("/signout", SignOutEndpoints.Act).AllowAnonymous().TakesForm();
        }
    }
}
