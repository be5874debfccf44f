using Foyer.Graph.Query;
using Foyer.Policies;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Graph;

/// <summary>The properties of Graph's <c>organization</c> (digest 5.7).</summary>
internal static class OrganizationTable
{
    public static readonly GraphTable<Tenant> Table = new GraphTable<Tenant>("organization", "organization", t => t.Id) { MayRead = (call, _, property) => MayAsk(call, property), MayAsk = MayAsk }
        .Add("id", t => t.Id, p => p.Default().For(Audience.Guests))
        .Value("deletedDateTime", _ => null, p => p.Default())
        .Value("assignedPlans", _ => Array.Empty<string>(), p => p.Default())
        .Value("businessPhones", _ => Array.Empty<string>(), p => p.Default())
        .Value("countryLetterCode", _ => null, p => p.Default())
        .Add("createdDateTime", t => t.CreatedAt, p => p.Default())
        .Add("defaultUsageLocation", t => t.DefaultUsageLocation, p => p.Default())
        .Add("displayName", t => t.DisplayName, p => p.Default().For(Audience.Guests))
        .Value("onPremisesSyncEnabled", _ => null, p => p.Default())
        .Add("preferredLanguage", t => t.PreferredLanguage, p => p.Default())
        .Value("privacyProfile", t => t.PrivacyStatementUrl is { } url ? GraphJson.Of(("contactEmail", null), ("statementUrl", url)) : null, p => p.Default())
        .Value("technicalNotificationMails", _ => Array.Empty<string>(), p => p.Default())
        .Value("tenantType", _ => "AAD", p => p.Default())
        .Load("verifiedDomains", Domains, p => p.Default().For(Audience.Guests));

    /// <summary>Guests read the name and the domains (digest 2.10).</summary>
    private static bool MayAsk(GraphCall call, GraphProperty<Tenant> property) => !call.Caller.SeesAsGuest || property.Audience.HasFlag(Audience.Guests);

    private static async Task<IReadOnlyDictionary<Guid, object?>> Domains(GraphCall call, IReadOnlyList<Tenant> tenants)
    {
        var domains = await call.Db.VerifiedDomains.AsNoTracking().OrderBy(d => d.Name).ToListAsync(call.Ct);
        return tenants.ToDictionary(t => t.Id, object? (_) => domains.ConvertAll(d => GraphJson.Of(
            ("capabilities", "Email"), ("isDefault", d.IsDefault), ("isInitial", d.IsInitial), ("name", d.Name), ("type", "Managed"))));
    }
}

/// <summary><c>/organization</c>: a collection of one.</summary>
internal static class OrganizationEndpoints
{
    public static void Map(RouteGroupBuilder graph)
    {
        graph.MapGet("/organization", (GraphCall call) => call.List(OrganizationTable.Table, Here(call)));
        graph.MapGet("/organization/{id}", async (GraphCall call, string id) => await call.One(OrganizationTable.Table, await Find(call, id), id));
        graph.MapPatch("/organization/{id}", Change);
    }

    private static IQueryable<Tenant> Here(GraphCall call)
    {
        var id = call.Caller.TenantId;
        return call.Db.Tenants.Where(t => t.Id == id);
    }

    private static async Task<Tenant?> Find(GraphCall call, string id) =>
        Guid.TryParse(id, out var guid) ? await Here(call).AsNoTracking().SingleOrDefaultAsync(t => t.Id == guid, call.Ct) : null;

    /// <summary>What partners are told of the organisation; its name is the operator's.</summary>
    private static async Task<GraphAnswer> Change(GraphCall call, string id, DescribeOrganisation describe)
    {
        var body = (await call.Body()).For("Organization");
        if (await Find(call, id) is not { } tenant) return GraphErrors.NotFound(id);
        var url = tenant.PrivacyStatementUrl;
        if (body.Inner("privacyProfile", "PrivacyProfile") is { } profile)
        {
            if (profile.Text("statementUrl", 255) is { IsSet: true } statement) url = statement.Value;
            if (profile.Text("contactEmail", 254).Value is not null) throw profile.Invalid("contactEmail");
            profile.Done();
        }
        body.Done();
        return (await describe.Run(call.Admin(), url, tenant.ContactUrl, call.Ct)).Failed(out var problem, out _) ? problem : GraphAnswer.NoContent;
    }
}
