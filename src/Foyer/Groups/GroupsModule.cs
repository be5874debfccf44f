namespace Foyer.Groups;

/// <summary>Security groups of a tenant, who owns them and who belongs to them. Knows nothing of what a membership opens.</summary>
internal static class GroupsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddGroups() => services
            .AddScoped<CreateGroup>().AddScoped<ChangeGroup>().AddScoped<DeleteGroup>().AddScoped<RestoreGroup>()
            .AddScoped<AddGroupMember>().AddScoped<RemoveGroupMember>().AddScoped<AddGroupOwner>().AddScoped<RemoveGroupOwner>();
    }
}
