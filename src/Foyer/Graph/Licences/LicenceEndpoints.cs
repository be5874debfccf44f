using Foyer.Graph.Query;
using Foyer.Licences;
using Foyer.Policies;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>Subscriptions, and giving what they hold to people and groups (digest 5.6).</summary>
internal static class LicenceEndpoints
{
    private const int MostLicences = 100, MostPlans = 500;

    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/subscribedSkus", (GraphCall call) => call.List(SkuTable.Table, call.Db.LicenceSkus));
        graph.MapGet("/subscribedSkus/{id}", async (GraphCall call, string id) => await call.One(SkuTable.Table, await FindSku(call, id), id));
        graph.MapGet("/users/{id}/licenseDetails", Details);
        graph.MapPost("/users/{id}/assignLicense", ToUser);
        graph.MapPost("/groups/{id}/assignLicense", ToGroup);
        graph.MapGet("/groups/{id}/membersWithLicenseErrors", WithErrors);
    }

    private static async Task<LicenceSku?> FindSku(GraphCall call, string id)
    {
        if (!Guid.TryParse(id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..], out var sku)) return null;
        var found = await call.Db.LicenceSkus.AsNoTracking().SingleOrDefaultAsync(s => s.SkuId == sku, call.Ct);
        return found is not null && string.Equals(SkuTable.IdOf(found), id, StringComparison.OrdinalIgnoreCase) ? found : null;
    }

    /// <summary>What a person can use, product by product.</summary>
    private static async Task<GraphAnswer> Details(GraphCall call, string id, ReadLicences read)
    {
        call.Query.OnlySelectAndExpand();
        if (await call.FindUser(id) is not { } user) return GraphErrors.NotFound(id);
        var held = (await read.OfUser(user.Id, call.Ct)).Where(h => h.Licence.State == AssignmentState.Active).GroupBy(h => h.Sku.SkuId);
        return GraphAnswer.Object(json =>
        {
            json.WriteString("@odata.context", call.Options.Url($"/v1.0/$metadata#users('{user.Id:D}')/licenseDetails"));
            json.WritePropertyName("value");
            GraphJson.Write(json, held.Select(same =>
            {
                var sku = same.First().Sku;
                return GraphJson.Of(("id", $"{user.Id:N}{sku.SkuId:N}"), ("skuId", sku.SkuId), ("skuPartNumber", sku.PartNumber),
                    ("servicePlans", sku.Plans.Select(plan => LicenceValues.Plan(plan, same.Any(h => !h.Licence.DisabledPlans.Contains(plan.Id)))).ToList()));
            }).ToList());
        });
    }

    private static async Task<GraphAnswer> ToUser(GraphCall call, string id, AssignLicences assign)
    {
        var wish = Wish((await call.Body()).For("User"));
        if (await call.FindUser(id) is not { } user) return GraphErrors.NotFound(id);
        if ((await assign.Run(Manager(call), user.Id, wish, call.Ct)).Failed(out var problem, out _)) return problem;
        return await call.One(UserTable.Table, await call.FindUser(id), id);
    }

    private static async Task<GraphAnswer> ToGroup(GraphCall call, string id, AssignGroupLicences assign)
    {
        var wish = Wish((await call.Body()).For("Group"));
        if (await call.FindGroup(id) is not { } group) return GraphErrors.NotFound(id);
        if ((await assign.Run(Manager(call), group.Id, wish, call.Ct)).Failed(out var problem, out _)) return problem;
        return await call.One(GroupTable.Table, group, id, StatusCodes.Status202Accepted);
    }

    private static async Task<GraphAnswer> WithErrors(GraphCall call, string id)
    {
        if (await call.FindGroup(id) is not { } group) return GraphErrors.NotFound(id);
        var failing = call.Db.UserLicences.Where(l => l.SourceId == group.Id && l.State == AssignmentState.Error).Select(l => l.UserId);
        return await DirectoryObjects.Page(call, call.Db.Users.Live.Where(u => failing.Contains(u.Id)).Select(u => u.Id));
    }

    private static LicenceManager Manager(GraphCall call) => call.Http.RequestServices.GetRequiredService<ResolveActor>().LicenceManager(call.Caller, call.Right) ?? throw new GraphRefusal(GraphErrors.Denied);

    /// <summary>Both parameters are needed, though either may be empty.</summary>
    private static LicenceWish Wish(GraphBody body)
    {
        foreach (var name in new[] { "addLicenses", "removeLicenses" })
        {
            if (!body.Has(name)) throw new GraphRefusal(GraphErrors.Bad($"One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: {name}."));
        }
        var added = body.Inners("addLicenses", MostLicences, "AssignedLicense") ?? [];
        var wish = new LicenceWish([.. added.Select(Gift)], [.. body.Ids("removeLicenses", MostLicences).Value ?? []]);
        body.Done();
        return wish;
    }

    private static LicenceGift Gift(GraphBody body)
    {
        var gift = new LicenceGift(body.Id("skuId").Value ?? throw body.Missing("skuId"), body.Has("disabledPlans") ? body.Ids("disabledPlans", MostPlans).Value : []);
        body.Done();
        return gift;
    }
}
