using Foyer.Audit;
using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Policies;

/// <summary>Sets what partners are told of the organisation besides its name: its privacy statement, and whom to ask when an invitation names nobody.</summary>
public sealed class DescribeOrganisation(FoyerDb db, TimeProvider clock)
{
    private static readonly Problem NotAllowed = new(ProblemKind.Forbidden, "organisation.not_allowed", "Only a Global Administrator changes this. Ask one to do it.");
    private static readonly Problem Malformed = new(ProblemKind.BadRequest, "organisation.malformed", "Write addresses in full, as https://www.contoso.com/privacy, or leave the field empty.");

    /// <summary>An empty text takes the address away.</summary>
    public async Task<Result<Done>> Run(TenantAdmin admin, string? privacyStatementUrl, string? contactUrl, CancellationToken ct)
    {
        if (!admin.IsApp && !await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct)) return NotAllowed;
        (privacyStatementUrl, contactUrl) = (Tidy(privacyStatementUrl), Tidy(contactUrl));
        if (!IsUsable(privacyStatementUrl) || !IsUsable(contactUrl)) return Malformed;

        var tenant = await db.Tenants.SingleAsync(t => t.Id == admin.TenantId, ct);
        (tenant.PrivacyStatementUrl, tenant.ContactUrl) = (privacyStatementUrl, contactUrl);
        if (!db.ChangeTracker.HasChanges()) return Done.It;
        db.AuditEntries.Add(admin.Did(clock, Activities.OrganisationUpdated, "DirectoryManagement", "Tenant", tenant.Id, tenant.DisplayName,
            AuditDetails.Of((nameof(privacyStatementUrl), privacyStatementUrl), (nameof(contactUrl), contactUrl))));
        await db.SaveChangesAsync(ct);
        return Done.It;
    }

    private static string? Tidy(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool IsUsable(string? url) => url is null || (url.Length <= LongestUrl && WebAddress.Of(url) is not null);

    /// <summary>What the columns hold.</summary>
    private const int LongestUrl = 1024;
}
