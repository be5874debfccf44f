using Foyer.Audit;
using Foyer.Data;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Policies;

/// <summary>
/// Lets partners land on pages that no app registered, an address and everything below it, when an invitation names them
/// (security rule 12); or takes that back, also for invitations that were sent already.
/// </summary>
public sealed class AllowReplyUrl(FoyerDb db, TimeProvider clock)
{
    private static readonly Problem NotAllowed = new(ProblemKind.Forbidden, "reply_urls.not_allowed", "Only a Global Administrator decides where partners may land. Ask one to do this.");
    private static readonly Problem Malformed = new(ProblemKind.BadRequest, "reply_urls.malformed", "Write the beginning of an address in full, without ? and #, as https://www.contoso.com/partners.");
    private static readonly Problem Already = new(ProblemKind.Conflict, "reply_urls.already", "This address is allowed already.");
    private static readonly Problem NotFound = new(ProblemKind.NotFound, "reply_urls.not_found", "This address is not allowed any more.");

    public async Task<Result<Done>> Run(TenantAdmin admin, string? address, CancellationToken ct)
    {
        if (!await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct)) return NotAllowed;
        if (WebAddress.Of(address?.Trim()) is not { Query: "", Fragment: "", AbsoluteUri: { Length: <= WebAddress.MaxLength } prefix } uri || (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback)) return Malformed;
        if (await db.AllowedReplyUrls.AnyAsync(u => u.Prefix == prefix, ct)) return Already;

        db.AllowedReplyUrls.Add(new() { TenantId = admin.TenantId, Id = Ids.New(clock), Prefix = prefix });
        db.AuditEntries.Add(admin.Did(clock, Activities.PolicyUpdated, "Policy", "Tenant", admin.TenantId, null, AuditDetails.Of(("allowedReplyUrl", prefix))));
        await db.SaveChangesAsync(ct);
        return Done.It;
    }

    public async Task<Result<Done>> Withdraw(TenantAdmin admin, Guid id, CancellationToken ct)
    {
        if (!await db.HoldsRole(admin.Id, DirectoryRoles.GlobalAdministrator, ct)) return NotAllowed;
        if (await db.AllowedReplyUrls.SingleOrDefaultAsync(u => u.Id == id, ct) is not { } allowed) return NotFound;

        db.AllowedReplyUrls.Remove(allowed);
        db.AuditEntries.Add(admin.Did(clock, Activities.PolicyUpdated, "Policy", "Tenant", admin.TenantId, null, AuditDetails.Of(("withdrawnReplyUrl", allowed.Prefix))));
        await db.SaveChangesAsync(ct);
        return Done.It;
    }
}
