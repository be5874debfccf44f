using Foyer.Apps;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Invitations.Csv;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Invitations;

/// <summary>
/// Asks the store what judging a chunk of rows takes, with a handful of set queries however many rows there are. All of them
/// are confined to the current tenant, so ids of others look like ids of nobody.
/// </summary>
public sealed class LookUpFacts(FoyerDb db, CurrentTenant tenant, InvitationTerms terms, TimeProvider clock)
{
    /// <summary>Facts for <paramref name="rows"/>; of a batch also which lines before them had the same addresses.</summary>
    public async Task<ChunkFacts> Run(Inviter inviter, IReadOnlyList<GuestCsvRow> rows, Guid? batchId, CancellationToken ct)
    {
        List<string> keys = [.. rows.Select(r => r.Address?.Key).OfType<string>().Distinct(StringComparer.Ordinal)];
        var users = await Users(keys, ct);
        foreach (var row in rows.Where(r => r.Single?.UserId is not null && r.Address is not null && !users.ContainsKey(r.Address.Key))) await AddTarget(row, users, ct);
        return new ChunkFacts
        {
            Now = clock.UtcNow,
            MayGrantApps = inviter.MayGrantApps,
            MayGrantGroups = inviter.MayGrantGroups,
            OwnDomains = (await db.VerifiedDomains.Select(d => d.Name).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal),
            Apps = await Apps(rows, ct),
            Groups = await GroupIds(rows, ct),
            Users = users,
            Sponsors = await Sponsors(rows, ct),
            SponsorIds = await SponsorIds(rows, ct),
            HadEnough = await terms.HadEnough(keys, ct),
            EarlierLines = batchId is { } batch ? await EarlierLines(batch, keys, rows[0].Line, ct) : new Dictionary<string, int>(StringComparer.Ordinal),
            TakenNames = await TakenNames(rows, users, ct),
        };
    }

    /// <summary>The user whom a row names by id, when its address is one of their further ones (digest 2.7).</summary>
    private async Task AddTarget(GuestCsvRow row, Dictionary<string, KnownUser> users, CancellationToken ct)
    {
        var id = row.Single!.UserId!.Value;
        if (await db.Users.Live.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) is not { MailKey: { } key } user || !user.OtherMails.Contains(row.Address!.Address, StringComparer.OrdinalIgnoreCase)) return;
        users[row.Address.Key] = (await Users([key], ct))[key];
    }

    private async Task<HashSet<Guid>> SponsorIds(IReadOnlyList<GuestCsvRow> rows, CancellationToken ct)
    {
        List<Guid> ids = [.. rows.SelectMany(r => r.Single?.SponsorIds ?? []).Distinct()];
        return ids.Count == 0 ? [] : [.. await db.Users.Live.Where(u => EF.Parameter(ids).Contains(u.Id)).Select(u => u.Id).ToListAsync(ct)];
    }

    private async Task<Dictionary<Guid, Guid>> Apps(IReadOnlyList<GuestCsvRow> rows, CancellationToken ct)
    {
        List<Guid> ids = [.. rows.SelectMany(r => r.AppIds).Concat(rows.Select(r => r.InviteAppId).OfType<Guid>()).Distinct()];
        return ids.Count == 0 ? [] : await db.ServicePrincipals.Where(s => EF.Parameter(ids).Contains(s.AppId)).ToDictionaryAsync(s => s.AppId, s => s.Id, ct);
    }

    private async Task<HashSet<Guid>> GroupIds(IReadOnlyList<GuestCsvRow> rows, CancellationToken ct)
    {
        List<Guid> ids = [.. rows.SelectMany(r => r.GroupIds).Distinct()];
        return ids.Count == 0 ? [] : [.. await db.Groups.Live.Where(g => EF.Parameter(ids).Contains(g.Id)).Select(g => g.Id).ToListAsync(ct)];
    }

    private async Task<Dictionary<string, KnownUser>> Users(List<string> keys, CancellationToken ct)
    {
        var found = await db.Users.Live.Where(u => EF.Parameter(keys).Contains(u.MailKey!))
            .Select(u => new { u.MailKey, u.Id, u.UserType, u.AccountEnabled, u.ExternalUserState, u.ExternalUserStateChangedAt }).ToListAsync(ct);
        if (found.Count == 0) return new(StringComparer.Ordinal);

        List<Guid> ids = [.. found.Select(u => u.Id)];
        var open = await db.Invitations.Where(i => EF.Parameter(ids).Contains(i.GuestId) && i.State == InvitationState.Pending)
            .Select(i => new { i.GuestId, Open = new OpenInvitation(i.Id, i.CreatedAt, i.ExpiresAt) }).ToDictionaryAsync(i => i.GuestId, i => i.Open, ct);
        var apps = (await db.AppRoleAssignments.Where(a => EF.Parameter(ids).Contains(a.PrincipalId)).Select(a => new { a.PrincipalId, a.ResourceId }).ToListAsync(ct))
            .ToLookup(a => a.PrincipalId, a => a.ResourceId);
        var groups = (await db.GroupMembers.Where(m => EF.Parameter(ids).Contains(m.UserId)).Select(m => new { m.UserId, m.GroupId }).ToListAsync(ct))
            .ToLookup(m => m.UserId, m => m.GroupId);
        var sponsors = (await db.Sponsors.Where(s => EF.Parameter(ids).Contains(s.UserId)).Select(s => new { s.UserId, s.SponsorId }).ToListAsync(ct)).ToLookup(s => s.UserId, s => s.SponsorId);
        return found.ToDictionary(u => u.MailKey!, u => new KnownUser(u.Id, u.UserType, u.AccountEnabled, u.ExternalUserState, u.ExternalUserStateChangedAt)
        {
            Open = open.GetValueOrDefault(u.Id),
            Apps = apps[u.Id].ToHashSet(),
            Groups = groups[u.Id].ToHashSet(),
            Sponsors = sponsors[u.Id].ToHashSet(),
        }, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, Guid>> Sponsors(IReadOnlyList<GuestCsvRow> rows, CancellationToken ct)
    {
        List<string> keys = [.. rows.Select(r => r.Sponsor?.Key).OfType<string>().Distinct(StringComparer.Ordinal)];
        return keys.Count == 0 ? new(StringComparer.Ordinal)
            : await db.Users.Live.Where(u => EF.Parameter(keys).Contains(u.MailKey!) && u.UserType == UserType.Member && u.AccountEnabled)
                .ToDictionaryAsync(u => u.MailKey!, u => u.Id, StringComparer.Ordinal, ct);
    }

    /// <summary>
    /// Rows of the file that were handled before this chunk. They are asked from the store, not remembered: memory does not grow
    /// with the file, and a process that takes over knows them too.
    /// </summary>
    private async Task<Dictionary<string, int>> EarlierLines(Guid batchId, List<string> keys, int before, CancellationToken ct)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var found = await db.BatchRows.Where(r => r.BatchId == batchId && EF.Parameter(keys).Contains(r.AddressKey!) && r.Line < before)
            .Select(r => new { r.AddressKey, r.Line }).ToListAsync(ct);
        foreach (var row in found.OrderBy(r => r.Line)) lines.TryAdd(row.AddressKey!, row.Line);
        return lines;
    }

    private async Task<HashSet<string>> TakenNames(IReadOnlyList<GuestCsvRow> rows, Dictionary<string, KnownUser> users, CancellationToken ct)
    {
        var fresh = rows.Where(r => r.Address is { } address && !users.ContainsKey(address.Key)).Select(r => r.Address!).ToList();
        if (fresh.Count == 0) return new(StringComparer.Ordinal);
        var domain = await db.Tenants.Where(t => t.Id == tenant.Id).Select(t => t.InitialDomain).SingleAsync(ct);
        List<string> names = [.. fresh.Select(address => GuestName.PrincipalName(GuestName.Nickname(address), domain).ToLowerInvariant())];
        return (await db.Users.Live.Where(u => EF.Parameter(names).Contains(u.UserPrincipalNameKey)).Select(u => u.UserPrincipalNameKey).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
    }
}
