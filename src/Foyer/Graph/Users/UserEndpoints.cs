using Foyer.Graph.Query;
using Foyer.Invitations;
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
        graph.MapGet("/users/delta", (GraphCall call) => call.Delta(new DeltaSource<User>(UserTable.Table, "User", "UserManagement", call.Db.Users.Live, call.Db.Users.Where(u => u.DeletedAt != null).Select(u => u.Id))));
        graph.MapPost("/users", Create);
        graph.MapGet("/users/{id}", async (GraphCall call, string id) => await call.One(UserTable.Table, await call.FindUser(id), id));
        graph.MapPatch("/users/{id}", Update);
        graph.MapDelete("/users/{id}", Remove);
        graph.MapPost("/users/{id}/revokeSignInSessions", Revoke);
        UserRelationEndpoints.Map(graph);
        MembershipEndpoints.Map(graph);
    }

    private static async Task<GraphAnswer> Create(GraphCall call, AddMemberWithPassword add)
    {
        var body = (await call.Body()).For("User");
        if ((await add.Run(call.Admin(), UserBody.NewMember(body), call.Ct)).Failed(out var problem, out var user)) return problem;
        return await call.One(UserTable.Table, user, user.Id.ToString("D"), StatusCodes.Status201Created);
    }

    private static async Task<GraphAnswer> Update(GraphCall call, string id, UpdateUser update)
    {
        var body = (await call.Body()).For("User");
        if (await call.FindUser(id) is not { } user) return GraphErrors.NotFound(id);
        var changes = UserBody.Changes(body, user);
        var result = call.Reach == Reach.All ? await update.Run(call.Admin(), user.Id, changes, call.Ct) : await update.Run(call.Self(), changes, call.Ct);
        return result.Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    /// <summary>A guest goes with their invitation; a member has none.</summary>
    private static async Task<GraphAnswer> Remove(GraphCall call, string id, RemoveGuest guest, RemoveMember member)
    {
        if (await call.FindUser(id) is not { } user) return GraphErrors.NotFound(id);
        var result = user.IsGuest ? await guest.Run(call.Admin(), user.Id, call.Ct) : await member.Run(call.Admin(), user.Id, call.Ct);
        return result.Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Revoke(GraphCall call, string id, RevokeSessions revoke)
    {
        if (await call.FindUser(id) is not { } user) return GraphErrors.NotFound(id);
        var result = call.Reach == Reach.All ? await revoke.Run(call.Admin(), user.Id, call.Ct) : await revoke.Run(call.Self(), call.Ct);
        return result.Failed(out var problem, out _) ? problem : GraphAnswer.Value(call, "Edm.Boolean", true);
    }

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
