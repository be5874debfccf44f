namespace Foyer.Policies;

/// <summary>Who may do what: rights are asked here, and only here are actors made.</summary>
internal static class PoliciesModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPolicies() => services.AddScoped<ResolveActor>().AddScoped<RegisterGraphApp>().AddScoped<AllowReplyUrl>().AddScoped<DescribeOrganisation>().AddScoped<SetCollaborationPolicy>();
    }
}
