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

    /// <summary>Carries out one plan and returns it with the guest's id.</summary>
    public RowPlan Add(RowPlan plan, ChunkFacts facts, Guid? batchId)
    {
        if (plan.Outcome is not (RowOutcome.Invited or RowOutcome.Updated)) return plan;
        var guestId = plan.Known?.Id ?? Ids.New(clock);
        if (plan.Known is null) AddGuest(plan, guestId, facts, batchId);
        if (plan.Outcome == RowOutcome.Invited) AddInvitation(plan, guestId, batchId);
        foreach (var app in plan.NewApps)
            Assignments.Add(new() { TenantId = tenant.Id, Id = Ids.New(clock), ResourceId = app, PrincipalId = guestId, PrincipalType = PrincipalType.User, AppRoleId = AppRoleAssignment.DefaultAccess, CreatedAt = now, BatchId = batchId });
        foreach (var group in plan.NewGroups)
            Members.Add(new() { TenantId = tenant.Id, GroupId = group, UserId = guestId, AddedAt = now, BatchId = batchId });
        var activity = plan.Outcome == RowOutcome.Invited ? Activities.Invited : Activities.AccessExtended;
        Audit.Add(inviter.Did(clock, activity, "UserManagement", "User", guestId, plan.Row.Address!.Address, Details(plan, batchId)));
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
        if ((plan.SponsorId ?? (inviter.IsApp ? null : inviter.Id)) is { } sponsor)
            Sponsors.Add(new() { TenantId = tenant.Id, UserId = id, SponsorId = sponsor });
    }

    private void AddInvitation(RowPlan plan, Guid guestId, Guid? batchId)
    {
        var row = plan.Row;
        var secret = InvitationSecret.New();
        var language = row.Language ?? tenant.PreferredLanguage;
        var id = Ids.New(clock);
        if (plan.Known?.Open is { } open) Expired.Add(open.Id);
        Invitations.Add(new()
        {
            TenantId = tenant.Id,
            Id = id,
            GuestId = guestId,
            Address = row.Address!.Address,
            AddressKey = row.Address.Key,
            State = InvitationState.Pending,
            MailedSecretHash = secret.Hash,
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
            DeliveryReply = row.SendMail ? null : "The file asked for no mail.",
            BatchId = batchId,
        });
        if (!row.SendMail) return;
        Span<byte> payload = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(secret.Reveal(), payload);
        Mails.Add(mail.Make("invitation", row.Address.Address, language, id, payload[..length]));
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
