namespace Foyer.SignIn;

/// <summary>How people prove who they are: home realm discovery, password, sessions, sign-out. Knows nothing of apps or invitations.</summary>
internal static class SignInModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSignIn() => services.AddScoped<AttemptLimits>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapSignIn()
        {
        }
    }
}
