using System.Text;
using Foyer.Apps;
using Foyer.Audit;
using Foyer.Groups;
using Foyer.Mail;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>
/// The rows of the store that carry out a chunk of plans: guests, invitations, what is granted, sponsors, mails, audit. Nothing
/// is written here; secrets leave only as a hash and inside the encrypted mail (security rule 1).
/// </summary>
internal sealed class GuestRecords(Tenant tenant, Inviter inviter, QueueMail mail, FoyerOptions options, TimeProvider clock)
{
    private readonly DateTime now = clock.UtcNow;

    public List<User> Users { get; } = [];
    public List<Invitation> Invitations { get; } = [];
    public List<AppRoleAssignment> Assignments { get; } = [];
    public List<GroupMember> Members { get; } = [];
    public List<Sponsor> Sponsors { get; } = [];
    public List<OutgoingMail> Mails { get; } = [];
    public List<AuditEntry> Audit { get; } = [];
    /// <summary>Groups that new members came to.</summary>
    public IEnumerable<Guid> ChangedGroups => Members.Select(m => m.GroupId).Distinct();
    /// <summary>Invitations that ran out unanswered and give way to new ones.</summary>
    public List<Guid> Expired { get; } = [];
    /// <summary>Open invitations whose place new ones take.</summary>
    public List<Guid> Replaced { get; } = [];
    /// <summary>Users who are here already and wait for acceptance from now on; true when what they accepted before is forgotten.</summary>
    public List<(Guid UserId, bool Reset)> StartedAnew { get; } = [];

    /// <summary>Carries out one plan and returns it with the guest's id.</summary>
    public RowPlan Add(RowPlan plan, ChunkFacts facts, Guid? batchId)
    {
        if (plan.Outcome is not (RowOutcome.Invited or RowOutcome.Updated)) return plan;
        var guestId = plan.Known?.Id ?? Ids.New(clock);
        if (plan.Known is null) AddGuest(plan, guestId, facts, batchId);
        else if (plan.Row.Single is { } single && (single.UserId is not null || plan.Known.State is null)) StartedAnew.Add((guestId, single.Reset));
        AddSponsors(plan, guestId);
        if (plan.Outcome == RowOutcome.Invited) plan = AddInvitation(plan, guestId, batchId);
        foreach (var app in plan.NewApps)
            Assignments.Add(new() { TenantId = tenant.Id, Id = Ids.New(clock), ResourceId = app, PrincipalId = guestId, PrincipalType = PrincipalType.User, AppRoleId = AppRoleAssignment.DefaultAccess, CreatedAt = now, BatchId = batchId });
        foreach (var group in plan.NewGroups)
            Members.Add(new() { TenantId = tenant.Id, GroupId = group, UserId = guestId, AddedAt = now, BatchId = batchId });
        Audit.Add(inviter.Did(clock, Activity(plan), "UserManagement", "User", guestId, plan.Row.Address!.Address, Details(plan, batchId)));
        return plan with { UserId = guestId };
    }

    private void AddGuest(RowPlan plan, Guid id, ChunkFacts facts, Guid? batchId)
    {
        var address = plan.Row.Address!;
        var nickname = GuestName.Nickname(address);
        var name = GuestName.PrincipalName(nickname, tenant.InitialDomain);
        if (facts.TakenNames.Contains(name.ToLowerInvariant()))
        {
            nickname = GuestName.Nickname(address, id);
            name = GuestName.PrincipalName(nickname, tenant.InitialDomain);
        }

        Users.Add(new()
        {
            TenantId = tenant.Id,
            Id = id,
            UserPrincipalName = name,
            UserPrincipalNameKey = name.ToLowerInvariant(),
            DisplayName = plan.Row.DisplayName ?? address.LocalPart,
            Mail = address.Address,
            MailKey = address.Key,
            OtherMails = [address.Address],
            ProxyAddresses = ["SMTP:" + address.Address],
            MailNickname = nickname,
            UserType = UserType.Guest,
            CreationType = "Invitation",
            ExternalUserState = ExternalUserState.PendingAcceptance,
            ExternalUserStateChangedAt = now,
            ShowInAddressList = false,
            PreferredLanguage = plan.Row.Language,
            AccessExpiresAt = plan.Row.AccessExpires?.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            CreatedAt = now,
            BatchId = batchId,
        });
        if (plan.Row.Single?.AsMember == true) Users[^1].UserType = UserType.Member;
    }

    private static string Activity(RowPlan plan) => plan switch
    {
        { Outcome: not RowOutcome.Invited } => Activities.AccessExtended,
        { Row.Single: { UserId: not null, Reset: true } } => Activities.InvitedAnew,
        { Row.Single.UserId: not null, Known.IsInternal: true } => Activities.InternalInvited,
        _ => Activities.Invited,
    };

    private void AddSponsors(RowPlan plan, Guid guestId)
    {
        IReadOnlyList<Guid> wanted = plan.Row.Single?.SponsorIds is { Count: > 0 } named ? named
            : plan.Known is null && (plan.SponsorId ?? (inviter.IsApp ? null : inviter.Id)) is { } one ? [one] : [];
        foreach (var sponsor in wanted.Distinct().Where(s => plan.Known?.Sponsors.Contains(s) != true))
            Sponsors.Add(new() { TenantId = tenant.Id, UserId = guestId, SponsorId = sponsor });
    }

    private RowPlan AddInvitation(RowPlan plan, Guid guestId, Guid? batchId)
    {
        var row = plan.Row;
        var secret = InvitationSecret.New();
        var language = row.Language ?? tenant.PreferredLanguage;
        var id = Ids.New(clock);
        InvitationSecret? copied = row.Single is null ? null : InvitationSecret.New();
        if (plan.Known?.Open is { } open) (row.Single is null ? Expired : Replaced).Add(open.Id);
        Invitations.Add(new()
        {
            TenantId = tenant.Id,
            Id = id,
            GuestId = guestId,
            Address = row.Address!.Address,
            AddressKey = row.Address.Key,
            State = InvitationState.Pending,
            MailedSecretHash = secret.Hash,
            CopiedSecretHash = copied?.Hash,
            StartsAnew = row.Single is { UserId: not null, Reset: true },
            InviterId = inviter.Id!.Value,
            InvitedByApp = inviter.IsApp,
            InviterName = inviter.Name,
            InviterMail = inviter.Mail,
            ShownAppId = plan.ShownAppId,
            ReplyUrl = row.InviteReplyUrl,
            ContactUrl = row.ContactUsUrl,
            Message = row.Message,
            Language = language,
            CreatedAt = now,
            ExpiresAt = now + options.Invitations.Lifetime,
            // Without a mail there is nothing under way; the link can still be copied or sent later.
            Delivery = row.SendMail ? DeliveryState.Queued : DeliveryState.Cancelled,
            DeliveryReply = row.SendMail ? null : row.Single is null ? "The file asked for no mail." : "No mail was asked for.",
            BatchId = batchId,
        });
        plan = plan with { InvitationId = id, Copied = copied };
        if (!row.SendMail) return plan;
        Span<byte> payload = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(secret.Reveal(), payload);
        Mails.Add(mail.Make(PendingMails.Kind, row.Address.Address, language, id, payload[..length]));
        if (row.Single?.Cc is not { } cc) return plan;
        length = Encoding.ASCII.GetBytes(copied!.Value.Reveal(), payload);
        Mails.Add(mail.Make(PendingMails.Copy, cc.Address, language, id, payload[..length]));
        return plan;
    }

    private static string? Details(RowPlan plan, Guid? batchId)
    {
        if (plan.NewApps.Count + plan.NewGroups.Count == 0 && batchId is null) return null;
        var text = new StringBuilder("{");
        if (batchId is { } batch) text.Append("\"batch\":\"").Append(batch).Append("\",");
        Append(text, "apps", plan.NewApps);
        Append(text, "groups", plan.NewGroups);
        text[^1] = '}';
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<Guid> ids)
    {
        if (ids.Count > 0) text.Append('"').Append(name).Append("\":[\"").AppendJoin("\",\"", ids).Append("\"],");
    }
}
