using System.Security.Claims;
using Foyer.Apps;
using Foyer.Data;
using Foyer.Policies;
using Foyer.SignIn;
using Foyer.Web;

namespace Foyer.Account;

/// <summary>What a person allowed one app in one of their organisations.</summary>
public sealed record MyConsent(Organisation At, ConsentRow Consent);

/// <summary>What a person allowed apps, in every organisation that knows them, and taking it back.</summary>
public sealed class MyConsents(ReadOrganisations organisations, TenantScopes scopes, RequestInfo from)
{
    public async Task<List<MyConsent>> Read(IReadOnlyList<Organisation> known, CancellationToken ct)
    {
        var mine = new List<MyConsent>();
        foreach (var organisation in known)
        {
            var rows = await scopes.Run<ReadConsents, List<ConsentRow>>(organisation.TenantId, read => read.OfPerson(organisation.UserId, ct));
            mine.AddRange(rows.ConvertAll(row => new MyConsent(organisation, row)));
        }
        return mine;
    }

    /// <summary>False when there is no such consent of this person: of an organisation that does not know them there is none.</summary>
    public async Task<bool> Revoke(ClaimsPrincipal person, Guid tenantId, Guid consentId, CancellationToken ct)
    {
        if (!(await organisations.Run(person, ct)).Exists(o => o.TenantId == tenantId)) return false;
        await using var scope = scopes.In(tenantId, from);
        if (await scope.ServiceProvider.GetRequiredService<ResolveActor>().Person(person, ct) is not { } actor) return false;
        return !(await scope.ServiceProvider.GetRequiredService<RevokeConsent>().Own(actor, consentId, ct)).Failed(out _, out _);
    }
}
