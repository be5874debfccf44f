namespace Foyer.Apps;

/// <summary>Applications, their service principals, and who is assigned to them.</summary>
internal static class AppsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddApps() => services
            .AddScoped<RegisterApp>().AddScoped<CreateApp>().AddScoped<FindApp>().AddScoped<ReadNeeds>().AddScoped<AppAccess>()
            .AddScoped<ReadConsents>().AddScoped<GrantConsent>().AddScoped<RevokeConsent>().AddScoped<AddConsent>().AddScoped<ChangeConsent>()
            .AddScoped<AssignApp>().AddScoped<UnassignApp>().AddScoped<SetAssignmentRequired>()
            .AddScoped<RegisterApplication>().AddScoped<ChangeApplication>().AddScoped<DeleteApplication>().AddScoped<ChangeSecrets>()
            .AddScoped<AddServicePrincipal>().AddScoped<ChangeServicePrincipal>().AddScoped<RemoveServicePrincipal>()
            .AddScoped<AssignPermission>().AddScoped<WithdrawPermission>()
            .AddScoped<PurgeGroup>();
    }
}
