using Foyer.Graph.Query;
using Foyer.Policies;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary><c>/users</c> and <c>/me</c>, which is <c>/users/{the caller}</c> (digest 5.1).</summary>
internal static class UserEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/users", (GraphCall call) => call.List(UserTable.Table, call.Db.Users.Live));
        graph.MapGet("/users/$count", (GraphCall call) => call.Count(UserTable.Table, call.Db.Users.Live));
        graph.MapGet("/users/{id}", Get);
    }

    private static async Task<GraphAnswer> Get(GraphCall call, string id) => await call.One(UserTable.Table, await call.FindUser(id), id);

    extension(GraphCall call)
    {
        /// <summary>The live user that a path names by id, by user principal name or by that alternate key; null when there is none to see.</summary>
        public async Task<User?> FindUser(string id)
        {
            var key = GraphKey.Of(id);
            var name = key.Value.ToLowerInvariant();
            var user = key switch
            {
                { Id: { } guid } => await call.Db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => u.Id == guid, call.Ct),
                { Property: null or "userPrincipalName" } => await call.Db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => u.UserPrincipalNameKey == name, call.Ct),
                _ => throw new GraphRefusal(GraphErrors.Bad($"The key '{key.Property}' is not an alternate key of type 'microsoft.graph.user'.")),
            };
            // A restricted guest sees nobody else (digest 2.10).
            if (call.Caller is { SeesAsGuest: true, GuestView: GuestView.Restricted } && user?.Id != call.Caller.Id) throw new GraphRefusal(GraphErrors.Denied);
            return user;
        }
    }
}
