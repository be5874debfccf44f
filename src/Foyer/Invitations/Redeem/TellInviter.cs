using System.Text.Json;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Mail;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>Tells the inviting organisation what the bearer of a link did or asks for: by mail and in the audit log.</summary>
internal sealed class TellInviter(FoyerDb db, QueueMail mail, ResolveActor actors, FoyerOptions options, TimeProvider clock)
{
    private const int MostAdministrators = 5;

    /// <summary>
    /// Adds a mail of <paramref name="kind"/> (<c>declined</c>, <c>reported</c>, <c>newlink</c>) to the caller's transaction: to the inviter, or,
    /// where that was an app or somebody who is not there any more, to administrators. <paramref name="words"/> are the partner's own.
    /// </summary>
    public async Task Run(string kind, string activity, Offer offer, string? words, CancellationToken ct)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            guestName = offer.Guest.DisplayName,
            guestAddress = offer.Invitation.Address,
            organisation = offer.Tenant.DisplayName,
            guestPageUrl = options.Url($"/portal/users/{offer.Guest.Id:D}"),
            words,
        });
        foreach (var recipient in await Recipients(offer.Invitation, ct)) mail.Queue(kind, recipient, offer.Tenant.PreferredLanguage, offer.Invitation.Id, payload);
        // Who held the link is not known; the audit log names the address it was made for and says no more.
        db.AuditEntries.Add(actors.Visitor(offer.Invitation.Address).Did(clock, activity, "UserManagement", "User", offer.Guest.Id, offer.Invitation.Address,
            words is null ? null : JsonSerializer.Serialize(new { words })));
        await db.SaveChangesAsync(ct);
    }

    private async Task<List<string>> Recipients(Invitation invitation, CancellationToken ct)
    {
        if (!invitation.InvitedByApp && await db.Users.Live.Where(u => u.Id == invitation.InviterId && u.AccountEnabled).Select(u => u.Mail).SingleOrDefaultAsync(ct) is { } inviter) return [inviter];
        var roles = db.DirectoryRoleAssignments;
        return await db.Users.Live
            .Where(u => u.AccountEnabled && u.Mail != null && roles.Any(r => r.UserId == u.Id && (r.RoleTemplateId == DirectoryRoles.GlobalAdministrator || r.RoleTemplateId == DirectoryRoles.UserAdministrator)))
            .OrderBy(u => u.Id).Take(MostAdministrators).Select(u => u.Mail!).ToListAsync(ct);
    }
}
