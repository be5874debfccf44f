namespace Foyer.Licences;

/// <summary>
/// Subscriptions with their seats, and who holds them: directly, or because a group gives them. Knows nothing of what a product
/// is good for; that is the business of the apps that ask.
/// </summary>
internal static class LicencesModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddLicences() => services
            .AddScoped<SetSku>().AddScoped<SetDefaultUsageLocation>().AddScoped<AssignLicences>().AddScoped<AssignGroupLicences>().AddScoped<SettleLicences>().AddScoped<ReadLicences>()
            .AddHostedService<FollowChanges>();
    }
}
