namespace Foyer.Users;

/// <summary>People of the directory: members and guests, their attributes, removal and restore. Knows nothing of invitations.</summary>
internal static class UsersModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddUsers() => services
            .AddSingleton<Passwords>()
            .AddScoped<CreateMember>()
            .AddScoped<GrantRole>()
            .AddScoped<BlockUser>().AddScoped<RevokeSessions>()
            .AddScoped<SetUsageLocation>().AddScoped<AddMember>().AddScoped<AddMemberWithPassword>().AddScoped<UpdateUser>()
            .AddScoped<SetRelations>().AddScoped<AssignRole>().AddScoped<RemoveMember>().AddScoped<RestoreMember>();
    }
}
