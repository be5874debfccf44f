namespace Foyer.Groups;

/// <summary>Security groups of a tenant and who belongs to them. Knows nothing of what a membership opens.</summary>
internal static class GroupsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddGroups() => services
            .AddScoped<CreateGroup>().AddScoped<AddGroupMember>().AddScoped<RemoveGroupMember>();
    }
}
