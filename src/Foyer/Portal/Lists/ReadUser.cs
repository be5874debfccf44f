using Foyer.Apps;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Portal.Parts;
using Foyer.Tenants;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal.Lists;

public sealed record AppOfUser(Guid AssignmentId, Guid ServicePrincipalId, string App, string? Role, DateTime Since);

/// <summary>A group that somebody is in; <see cref="Since"/> is null where another group in it brought them there.</summary>
public sealed record GroupOfUser(Guid Id, string Name, DateTime? Since);

/// <summary>Something that happened to a person, with the page that tells all of it.</summary>
public sealed record TimelineEvent(DateTime At, string Href, string What, string Details, bool Failed = false);

/// <summary>Everything the page of one person shows. <see cref="MailId"/> is the latest invitation mail in the outbox.</summary>
public sealed record UserView(User User, Invitation? Invitation, string? PausedBecause, string? ShownApp,
    IReadOnlyList<AppOfUser> Apps, IReadOnlyList<GroupOfUser> Groups, IReadOnlyList<(Guid Id, string Name)> Sponsors, IReadOnlyList<TimelineEvent> Timeline)
{
    public Guid? MailId { get; init; }
    /// <summary>Directory roles, by name.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
    public IReadOnlyList<UserIdentity> Identities { get; init; } = [];

    public UserRow Row => new(User.Id, User.DisplayName, User.NameKey, User.Mail, User.UserPrincipalName, User.UserType, User.ExternalUserState, User.AccountEnabled, User.CreatedAt, User.DeletedAt)
    {
        Invitation = Invitation is null ? null : new(User.Id, Invitation.State, Invitation.Delivery, Invitation.ExpiresAt, Invitation.CreatedAt),
    };
}

/// <summary>Reads one person of the current tenant with invitation, history, apps, groups and sponsors; removed ones too.</summary>
public sealed class ReadUser(FoyerDb db, CurrentTenant tenant, InvitationTerms terms)
{
    private const int TimelineLength = 50;

    public async Task<UserView?> Run(Guid id, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct);
        if (user is null) return null;

        var invitations = await db.Invitations.AsNoTracking().Where(i => i.GuestId == id).OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).ToListAsync(ct);
        var latest = invitations.FirstOrDefault();
        var shownAppId = latest?.ShownAppId;
        var shownApp = shownAppId is null ? null : await db.ServicePrincipals.Where(s => s.Id == shownAppId).Select(s => s.DisplayName).SingleOrDefaultAsync(ct);
        var targets = invitations.Select(i => (Guid?)i.Id).Append(id).ToList();
        var mails = await db.OutgoingMails.AsNoTracking().Where(m => targets.Contains(m.SubjectId)).OrderByDescending(m => m.Id).Take(TimelineLength)
            .Select(m => new MailOfUser(m.Id, m.SubjectId, m.Kind, m.Recipient, m.State, m.Reply, m.SentAt ?? m.CreatedAt)).ToListAsync(ct);
        var deeds = await db.AuditEntries.AsNoTracking().Where(a => targets.Contains(a.TargetId)).OrderByDescending(a => a.Id).Take(TimelineLength).ToListAsync(ct);
        var roles = user.IsGuest ? [] : await db.DirectoryRoleAssignments.Where(r => r.UserId == id).Select(r => r.RoleTemplateId).ToListAsync(ct);
        var domain = await db.Tenants.Where(t => t.Id == tenant.Id).Select(t => t.InitialDomain).SingleAsync(ct);
        return new(user, latest, await PausedBecause(latest, ct), shownApp, await Apps(id, ct), await Groups(id, ct), await Sponsors(id, ct),
            [.. deeds.Select(Deed).Concat(mails.Select(Mail)).OrderByDescending(e => e.At).Take(TimelineLength)])
        {
            MailId = mails.FirstOrDefault(m => m.Kind == "invitation" && m.SubjectId == latest?.Id)?.Id,
            Roles = [.. roles.Select(r => DirectoryRoles.Names.GetValueOrDefault(r, r.ToString("D"))).Order(StringComparer.Ordinal)],
            Identities = [.. UserIdentity.Of(user, domain)],
        };
    }

    private sealed record MailOfUser(Guid Id, Guid? SubjectId, string Kind, string Recipient, DeliveryState State, string? Reply, DateTime At);

    private static TimelineEvent Deed(AuditEntry deed) => new(deed.At, $"/portal/audit/{deed.Id}", deed.Activity,
        $"by {deed.ActorName}{(deed.IpAddress is null ? "" : ", from " + deed.IpAddress)}{(deed.Reason is null ? "" : ": " + deed.Reason)}", deed.Result == AuditResult.Failure);

    private static TimelineEvent Mail(MailOfUser mail) => new(mail.At, $"/portal/outbox/{mail.Id}", $"Mail “{DeliveryPill.Kind(mail.Kind)}”", $"to {mail.Recipient}: " + mail.State switch
    {
        DeliveryState.Sent => "handed to the mail server",
        DeliveryState.Queued => "waits to be sent",
        DeliveryState.Cancelled => "taken back before it was sent",
        DeliveryState.Deferred => $"put off by the mail server (“{mail.Reply}”)",
        _ => $"refused (“{mail.Reply}”)",
    }, mail.State == DeliveryState.Failed);

    /// <summary>Why the open invitation pauses (security rule 8), in words for the administrator; null when it does not.</summary>
    private async Task<string?> PausedBecause(Invitation? invitation, CancellationToken ct)
    {
        if (invitation is not { State: InvitationState.Pending } || await terms.WhyPaused(invitation, ct) is not { } why) return null;
        if (why == Pause.Grants) return "whoever gave this guest apps or groups may not give them any more";
        if (invitation.InvitedByApp) return $"the app {invitation.InviterName} may not invite guests any more";
        var inviter = await db.Users.Live.Where(u => u.Id == invitation.InviterId).Select(u => new { u.AccountEnabled }).SingleOrDefaultAsync(ct);
        return invitation.InviterName + (inviter switch
        {
            null => ", who invited, was removed from the directory",
            { AccountEnabled: false } => ", who invited, is blocked",
            _ => ", who invited, may not invite guests any more",
        });
    }

    private async Task<List<AppOfUser>> Apps(Guid id, CancellationToken ct)
    {
        var rows = await (from a in db.AppRoleAssignments
                          where a.PrincipalId == id && a.PrincipalType == PrincipalType.User
                          join s in db.ServicePrincipals on a.ResourceId equals s.Id
                          join app in db.Applications on s.AppId equals app.AppId into apps
                          from app in apps.DefaultIfEmpty()
                          join r in db.AppRoles on new { ApplicationId = app.Id, Id = a.AppRoleId } equals new { r.ApplicationId, r.Id } into roles
                          from role in roles.DefaultIfEmpty()
                          orderby s.DisplayName
                          select new { a.Id, ResourceId = s.Id, s.DisplayName, Role = role == null ? null : role.DisplayName, a.CreatedAt }).ToListAsync(ct);
        return rows.ConvertAll(r => new AppOfUser(r.Id, r.ResourceId, r.DisplayName, r.Role, r.CreatedAt));
    }

    private async Task<List<GroupOfUser>> Groups(Guid id, CancellationToken ct)
    {
        var direct = await (from m in db.GroupMembers
                            where m.UserId == id
                            join g in db.Groups.Live on m.GroupId equals g.Id
                            orderby g.NameKey
                            select new GroupOfUser(g.Id, g.DisplayName, m.AddedAt)).ToListAsync(ct);
        var (around, ids) = (db.GroupsOfUser(id), direct.ConvertAll(g => g.Id));
        var indirect = await db.Groups.Where(g => around.Contains(g.Id) && !ids.Contains(g.Id)).OrderBy(g => g.NameKey).Select(g => new GroupOfUser(g.Id, g.DisplayName, null)).ToListAsync(ct);
        return [.. direct, .. indirect];
    }

    private async Task<List<(Guid Id, string Name)>> Sponsors(Guid id, CancellationToken ct) =>
        [.. (await (from s in db.Sponsors
                    where s.UserId == id
                    join u in db.Users on s.SponsorId equals u.Id
                    orderby u.DisplayName
                    select new { u.Id, u.DisplayName }).ToListAsync(ct)).Select(s => (s.Id, s.DisplayName))];
}
