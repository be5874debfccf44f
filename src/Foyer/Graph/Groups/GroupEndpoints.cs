using Foyer.Graph.Query;
using Foyer.Groups;
using Foyer.Policies;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary><c>/groups</c> (digest 5.2): security groups, made, changed and deleted.</summary>
internal static class GroupEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/groups", (GraphCall call) => call.List(GroupTable.Table, call.Db.Groups.Live));
        graph.MapGet("/groups/$count", (GraphCall call) => call.Count(GroupTable.Table, call.Db.Groups.Live));
        graph.MapGet("/groups/delta", (GraphCall call) => call.Delta(new DeltaSource<Group>(GroupTable.Table, "Group", "GroupManagement", call.Db.Groups.Live, call.Db.Groups.Where(g => g.DeletedAt != null).Select(g => g.Id))));
        graph.MapPost("/groups", Create);
        graph.MapGet("/groups/{id}", async (GraphCall call, string id) => await call.One(GroupTable.Table, await call.FindGroup(id), id));
        graph.MapPatch("/groups/{id}", Update);
        graph.MapDelete("/groups/{id}", Delete);
        GroupMemberEndpoints.Map(graph);
    }

    private static async Task<GraphAnswer> Create(GraphCall call, CreateGroup create)
    {
        var body = (await call.Body()).For("Group");
        foreach (var name in new[] { "displayName", "mailEnabled", "mailNickname", "securityEnabled" })
        {
            if (!body.Has(name)) throw body.Missing(name);
        }
        var wanted = new NewGroup(body.Text("displayName", 256, needed: true).Value, body.Text("description", 1024).Value, body.Text("mailNickname", 64, needed: true).Value)
        {
            Owners = body.References("owners", AddGroupMember.MostAtOnce) ?? [],
            Members = body.References("members", AddGroupMember.MostAtOnce) ?? [],
        };
        OnlySecurity(body);
        body.Done();
        // Who makes a group without naming owners owns it; an app does not (as in Entra).
        if (wanted.Owners.Count == 0 && !call.Caller.IsApp) wanted = wanted with { Owners = [call.Caller.Id!.Value] };
        if ((await create.Run(call.GroupManager(), wanted, call.Ct)).Failed(out var problem, out var group)) return problem;
        return await call.One(GroupTable.Table, group, group.Id.ToString("D"), StatusCodes.Status201Created);
    }

    private static async Task<GraphAnswer> Update(GraphCall call, string id, ChangeGroup change, AddGroupMember add)
    {
        var body = (await call.Body()).For("Group");
        if (await call.FindGroup(id) is not { } group) return GraphErrors.NotFound(id);
        var (name, description, nickname) = (body.Text("displayName", 256, needed: true), body.Text("description", 1024), body.Text("mailNickname", 64, needed: true));
        var members = body.References("members", AddGroupMember.MostAtOnce);
        OnlySecurity(body);
        body.Done();

        var wanted = new GroupChange(name.Value, description.IsSet ? description.Value ?? "" : null, nickname.Value);
        if (wanted != new GroupChange() && (await change.Run(call.GroupManager(), group.Id, wanted, call.Ct)).Failed(out var problem, out _)) return problem;
        if (members is not null && (await add.Run(call.GroupManager(), group.Id, members, call.Ct)).Failed(out problem, out _)) return problem;
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> Delete(GraphCall call, string id, DeleteGroup delete)
    {
        if (await call.FindGroup(id) is not { } group) return GraphErrors.NotFound(id);
        return (await delete.Run(call.GroupManager(), group.Id, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }

    /// <summary>Reads what could make a group more than a security group, and refuses it in a sentence of ours: there is nothing it would do.</summary>
    private static void OnlySecurity(GraphBody body)
    {
        var types = body.Texts("groupTypes", 4, 64);
        if ((types.IsSet && types.Value.Count > 0) || body.FlagOrNull("mailEnabled") is { IsSet: true, Value: true } || body.FlagOrNull("securityEnabled") is { IsSet: true, Value: false })
            throw new GraphRefusal(GraphErrors.Bad("Only security groups with assigned members are supported: mailEnabled must be false, securityEnabled true, and groupTypes empty."));
        if (body.FlagOrNull("isAssignableToRole") is { IsSet: true, Value: true }) throw body.Invalid("isAssignableToRole");
        if (body.Text("visibility", 16).Value is not (null or "" or "Private" or "Public")) throw body.Invalid("visibility");
    }

    extension(GraphCall call)
    {
        /// <summary>The living group that a path names by its id; null when there is none to see.</summary>
        public async Task<Group?> FindGroup(string id)
        {
            if (GraphKey.Of(id).Id is not { } guid) return null;
            // A restricted guest sees the groups that they are in, and no other (digest 2.10).
            if (call.Caller is { SeesAsGuest: true, GuestView: GuestView.Restricted } && !await call.Db.GroupsOfUser(call.Caller.Id!.Value).AnyAsync(g => g == guid, call.Ct)) throw new GraphRefusal(GraphErrors.Denied);
            return await call.Db.Groups.Live.AsNoTracking().SingleOrDefaultAsync(g => g.Id == guid, call.Ct);
        }

        public GroupManager GroupManager() => call.Http.RequestServices.GetRequiredService<ResolveActor>().GroupManager(call.Caller, call.Right) ?? throw new GraphRefusal(GraphErrors.Denied);
    }
}
