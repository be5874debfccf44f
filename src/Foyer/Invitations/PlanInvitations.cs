using System.Globalization;
using Foyer.Invitations.Csv;
using Foyer.Users;
using Foyer.Web;
using static System.FormattableString;

namespace Foyer.Invitations;

/// <summary>
/// Judges rows: who would be invited, who gets more, who needs nothing, and what is wrong with the rest (digest 2.5, 2.6).
/// Pure: the plan shown to a person and the batch that runs come from here, so they agree.
/// </summary>
public static class PlanInvitations
{
    private const int MaxReason = 1000;
    private const int NamedIds = 3;

    /// <summary>Plans the rows of a chunk in their order; of several rows for one address the first that is not failed counts.</summary>
    public static IReadOnlyList<RowPlan> Chunk(IReadOnlyList<GuestCsvRow> rows, ChunkFacts facts)
    {
        var plans = new List<RowPlan>(rows.Count);
        var lines = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var key = row.Address?.Key;
            int? first = key is null ? null : lines.TryGetValue(key, out var here) || facts.EarlierLines.TryGetValue(key, out here) ? here : null;
            var plan = Row(row, facts, first);
            if (key is not null && plan.Outcome != RowOutcome.Failed) lines.TryAdd(key, row.Line);
            plans.Add(plan);
        }

        return plans;
    }

    /// <summary>Plans one row. <paramref name="firstLine"/> is the earlier line of the file for the same address, if there is one.</summary>
    public static RowPlan Row(GuestCsvRow row, ChunkFacts facts, int? firstLine = null)
    {
        if (row.Errors.Count > 0) return Unreadable(row);
        if (row.Address is not { } address) return Fail(row, "email.empty", "Email", "The address is missing: fill it in.");
        if (firstLine is { } line)
            return Fail(row, "duplicate", "Email", Invariant($"The same address stands on line {line}, which counts: put everything for one guest into one row."));
        if (facts.OwnDomains.Contains(address.Domain))
            return Fail(row, "own_domain", "Email", "This user cannot be invited because the domain of the user's email address is a verified domain of this directory.");

        var known = facts.Users.GetValueOrDefault(address.Key);
        if (row.Single?.UserId is { } target && known?.Id != target)
            return Fail(row, "target.address", "Email", "The email you’re using to invite this user doesn’t match any emails on the user object. Please add this email to the user object and try again.");
        if (known is not null && Unfit(row, known) is { } unfit) return unfit;
        if (row.AccessExpires is { } end && end < DateOnly.FromDateTime(facts.Now))
            return Fail(row, "date.past", "AccessExpires", $"The access would end on {Day(end)}, which is past: write a later date, or leave the cell empty.");
        if (Grants(row, facts) is { } refused) return refused;

        if (row.Single?.SponsorIds.Any(id => !facts.SponsorIds.Contains(id)) == true)
            return Fail(row, "sponsor.unknown", "Sponsor", "One of the sponsors is no user of this organisation.");

        Guid? sponsor = null;
        if (row.Sponsor is { } named)
        {
            if (!facts.Sponsors.TryGetValue(named.Key, out var member))
                return Fail(row, "sponsor.unknown", "Sponsor", $"{named.Address} is no member of this organisation: name somebody who works here, or leave the cell empty.");
            sponsor = member;
        }

        return Decide(row, facts, known) with
        {
            Known = known,
            UserId = known?.Id,
            ShownAppId = row.InviteAppId is { } shown ? facts.Apps[shown] : null,
            SponsorId = sponsor,
        };
    }

    /// <summary>A row that may be carried out: what is there already decides what is left to do.</summary>
    private static RowPlan Decide(GuestCsvRow row, ChunkFacts facts, KnownUser? known)
    {
        List<Guid> apps = [.. row.AppIds.Select(id => facts.Apps[id]).Where(id => known?.Apps.Contains(id) != true)];
        List<Guid> groups = [.. row.GroupIds.Where(id => known?.Groups.Contains(id) != true)];
        var pending = known?.Open is { } open && open.ExpiresAt > facts.Now ? open : null;
        // Made singly, an invitation takes the place of the one that waits; only who has accepted needs none.
        if (row.Single is { } single && known is not null && (single.UserId is not null || known.State != ExternalUserState.Accepted))
            return new(row, RowOutcome.Invited) { NewApps = apps, NewGroups = groups };
        if (known is null || (known.State == ExternalUserState.PendingAcceptance && pending is null))
        {
            return row.SendMail && facts.HadEnough.Contains(row.Address!.Key)
                ? Fail(row, "recipient.enough", "Email", "This person was sent too many invitations today: upload the row again tomorrow.")
                : new(row, RowOutcome.Invited) { NewApps = apps, NewGroups = groups };
        }

        if (apps.Count + groups.Count > 0)
            return new(row, RowOutcome.Updated) { Code = "more_access", Reason = $"Already {(pending is null ? "a guest" : "invited")}; gets {Further(apps.Count, groups.Count)}.", NewApps = apps, NewGroups = groups };
        return pending is not null
            ? new(row, RowOutcome.Skipped) { Code = "already_invited", Reason = $"Already invited on {Day(pending.CreatedAt)}; the invitation waits for an answer until {Day(pending.ExpiresAt)}." }
            : new(row, RowOutcome.Skipped) { Code = "already_guest", Reason = $"Already a guest{(known.StateChangedAt is { } since ? " since " + Day(since) : "")}, with everything this row names." };
    }

    private static string Further(int apps, int groups) => string.Join(" and ",
        new[] { Counted(apps, "further app"), Counted(groups, "further group") }.OfType<string>());

    private static string? Counted(int count, string what) => count == 0 ? null : Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

    private static RowPlan Unreadable(GuestCsvRow row)
    {
        var first = row.Errors[0];
        var reason = string.Join(' ', row.Errors.Select(e => e.Reason).Distinct(StringComparer.Ordinal));
        return Fail(row, first.Code, first.Column, reason.Length <= MaxReason ? reason : Printable.Cut(reason, MaxReason - 1) + "…");
    }

    private static RowPlan? Unfit(GuestCsvRow row, KnownUser known)
    {
        // Clients read the object id out of this sentence (digest 2.6).
        if (known.IsInternal && row.Single is { UserId: not null, Reset: true }) return Fail(row, "target.internal", null, "Invalid request input.") with { UserId = known.Id };
        if (known.IsInternal && row.Single?.UserId is null)
            return Fail(row, "member", "Email", $"The invited user already exists in the directory as object ID: {known.Id:D}{(known.Enabled ? ". They can use that account" : ", but the account is blocked from signing in. If the account is unblocked, they can use that account")} to sign in to shared apps and resources.") with { UserId = known.Id };
        if (!known.Enabled && row.Single is not null)
            return Fail(row, "guest.blocked", "Email", $"The invited user already exists in the directory as object ID: {known.Id:D}, but the account is blocked from signing in. If the account is unblocked, they can use that account to sign in to shared apps and resources.") with { UserId = known.Id };
        return known.Enabled ? null : Fail(row, "guest.blocked", "Email", "This guest is blocked from signing in: unblock the guest first, then upload the row again.") with { UserId = known.Id };
    }

    /// <summary>Ids must be this organisation's own, and the inviter must hold the right to grant them (security rule 7).</summary>
    private static RowPlan? Grants(GuestCsvRow row, ChunkFacts facts)
    {
        if (row.InviteAppId is { } shown && !facts.Apps.ContainsKey(shown)) return UnknownApps(row, "InviteAppID", [shown]);
        if (row.AppIds.Where(id => !facts.Apps.ContainsKey(id)).ToList() is { Count: > 0 } apps) return UnknownApps(row, "InviteAppResources", apps);
        if (row.GroupIds.Where(id => !facts.Groups.Contains(id)).ToList() is { Count: > 0 } groups)
            return Fail(row, "group.unknown", "InviteGroupResources", $"This organisation has no group with the id {Named(groups)}: copy the id from the group's page.");
        if (row.AppIds.Count > 0 && !facts.MayGrantApps)
            return Fail(row, "apps.not_allowed", "InviteAppResources", "Whoever uploads this file may invite, but not assign apps: leave the cell empty, or let a Global Administrator upload it.");
        if (row.GroupIds.Count > 0 && !facts.MayGrantGroups)
            return Fail(row, "groups.not_allowed", "InviteGroupResources", "Whoever uploads this file may invite, but not add to groups: leave the cell empty, or let a User Administrator upload it.");
        return null;
    }

    private static RowPlan UnknownApps(GuestCsvRow row, string column, IReadOnlyList<Guid> ids) =>
        Fail(row, "app.unknown", column, $"This organisation has no app with the id {Named(ids)}: copy the application id from the app's page.");

    private static string Named(IReadOnlyList<Guid> ids) =>
        string.Join(", ", ids.Take(NamedIds)) + (ids.Count > NamedIds ? Invariant($" and {ids.Count - NamedIds} more") : "");

    private static RowPlan Fail(GuestCsvRow row, string code, string? column, string reason) =>
        new(row, RowOutcome.Failed) { Code = code, Column = column, Reason = reason };

    private static string Day(DateTime day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
