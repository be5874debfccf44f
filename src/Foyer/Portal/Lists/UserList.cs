using Foyer.Data;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal.Lists;

/// <summary>The chips above the list of users, by the word that stands in the address.</summary>
public enum UserFilter { All, Guests, Members, Waiting, Never, Accepted, Failed, Ending, Blocked, Removed }

public enum UserOrder { Name, Created }

/// <summary>What the list shows; everything of it stands in the page's address. <paramref name="After"/> is the last row of the page before.</summary>
public sealed record UserQuery(UserFilter Filter = UserFilter.All, string? Search = null, UserOrder Order = UserOrder.Name, bool Descending = false, string? After = null);

/// <summary>What a list knows of the guest's latest invitation.</summary>
public sealed record InvitationBrief(Guid GuestId, InvitationState State, DeliveryState Delivery, DateTime ExpiresAt, DateTime CreatedAt);

public sealed record UserRow(Guid Id, string DisplayName, string NameKey, string? Mail, string UserPrincipalName, UserType UserType, ExternalUserState? State, bool AccountEnabled, DateTime CreatedAt, DateTime? DeletedAt)
{
    public InvitationBrief? Invitation { get; init; }

    /// <summary>A guest's user principal name is no address that anybody knows them by.</summary>
    public string Address => UserType == UserType.Guest ? Mail ?? UserPrincipalName : UserPrincipalName;
}

/// <summary>A page of users; <paramref name="Next"/> is <see cref="UserQuery.After"/> of the page that follows.</summary>
public sealed record UserRows(IReadOnlyList<UserRow> Rows, string? Next);

/// <summary>
/// Reads users page by page in a stable order without ever counting or skipping: each page starts behind the last row of the
/// one before, so the hundredth page of a million users costs what the first does. Search is by the beginning of name, address
/// or user principal name, which the indexes answer. The order of creation is the order of ids (UUID version 7).
/// </summary>
public sealed class UserList(FoyerDb db, TimeProvider clock)
{
    public const int PageSize = 50;
    /// <summary>After so many days without an answer a guest counts as "never came".</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(14);
    /// <summary>Access that ends within this time ends "soon".</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private const char Separator = '\u001f';

    public async Task<UserRows> Read(UserQuery query, int take, CancellationToken ct)
    {
        var rows = await Ordered(Behind(Matching(query), query), query).Take(take + 1)
            .Select(u => new UserRow(u.Id, u.DisplayName, u.NameKey, u.Mail, u.UserPrincipalName, u.UserType, u.ExternalUserState, u.AccountEnabled, u.CreatedAt, u.DeletedAt))
            .ToListAsync(ct);
        string? next = null;
        if (rows.Count > take)
        {
            rows.RemoveAt(take);
            next = (query.Order == UserOrder.Name ? rows[^1].NameKey + Separator : "") + rows[^1].Id.ToString("N");
        }

        // A query of its own for the few rows shown: as a subquery it would rank every invitation of the organisation.
        var ids = rows.Where(r => r.UserType == UserType.Guest).Select(r => r.Id).ToList();
        var invitations = (await db.Invitations.Where(i => ids.Contains(i.GuestId))
                .Select(i => new InvitationBrief(i.GuestId, i.State, i.Delivery, i.ExpiresAt, i.CreatedAt)).ToListAsync(ct))
            .GroupBy(i => i.GuestId).ToDictionary(g => g.Key, g => g.MaxBy(i => i.CreatedAt));
        return new(rows.ConvertAll(r => r with { Invitation = invitations.GetValueOrDefault(r.Id) }), next);
    }

    private IQueryable<User> Matching(UserQuery query)
    {
        var now = clock.UtcNow;
        var (late, soon) = (now - Patience, now + Soon);
        var users = query.Filter == UserFilter.Removed ? db.Users.Where(u => u.DeletedAt != null) : db.Users.Live;
        users = query.Filter switch
        {
            UserFilter.Guests => users.Where(u => u.UserType == UserType.Guest),
            UserFilter.Members => users.Where(u => u.UserType == UserType.Member),
            UserFilter.Waiting => users.Where(u => u.UserType == UserType.Guest && u.ExternalUserState == ExternalUserState.PendingAcceptance),
            UserFilter.Never => users.Where(u => u.UserType == UserType.Guest && u.ExternalUserState == ExternalUserState.PendingAcceptance && u.CreatedAt < late),
            UserFilter.Accepted => users.Where(u => u.UserType == UserType.Guest && u.ExternalUserState == ExternalUserState.Accepted),
            UserFilter.Failed => users.Where(u => db.Set<Invitation>().Any(i => i.GuestId == u.Id && i.State == InvitationState.Pending && i.Delivery == DeliveryState.Failed)),
            UserFilter.Ending => users.Where(u => u.UserType == UserType.Guest && u.AccessExpiresAt >= now && u.AccessExpiresAt < soon),
            UserFilter.Blocked => users.Where(u => !u.AccountEnabled),
            _ => users,
        };
        return users.StartingWith(query.Search);
    }

    private static IQueryable<User> Behind(IQueryable<User> users, UserQuery query)
    {
        var parts = query.After?.Split(Separator) ?? [];
        if (parts.Length == 0 || !Guid.TryParseExact(parts[^1], "N", out var id)) return users;
        if (query.Order == UserOrder.Created) return query.Descending ? users.Where(u => u.Id < id) : users.Where(u => u.Id > id);
        if (parts is not [var name, _]) return users;
        // Written so that the first comparison alone finds the place in the index.
        return query.Descending
            ? users.Where(u => string.Compare(u.NameKey, name) <= 0 && (string.Compare(u.NameKey, name) < 0 || u.Id < id))
            : users.Where(u => string.Compare(u.NameKey, name) >= 0 && (string.Compare(u.NameKey, name) > 0 || u.Id > id));
    }

    private static IQueryable<User> Ordered(IQueryable<User> users, UserQuery query) => (query.Order, query.Descending) switch
    {
        (UserOrder.Name, false) => users.OrderBy(u => u.NameKey).ThenBy(u => u.Id),
        (UserOrder.Name, true) => users.OrderByDescending(u => u.NameKey).ThenByDescending(u => u.Id),
        (_, false) => users.OrderBy(u => u.Id),
        _ => users.OrderByDescending(u => u.Id),
    };
}

internal static class UserSearch
{
    extension(IQueryable<User> users)
    {
        /// <summary>Whose name, address or user principal name begins with what was typed; a range, so that indexes answer on both engines.</summary>
        public IQueryable<User> StartingWith(string? typed)
        {
            typed = typed?.Trim();
            if (string.IsNullOrEmpty(typed)) return users;
            // The store lowers A to Z only, so a name is also looked for with its other letters as typed.
            var (key, keyEnd) = (typed.ToLowerInvariant(), typed.ToLowerInvariant() + '\uffff');
            var ascii = string.Concat(typed.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
            var capital = char.ToUpperInvariant(typed[0]) is var first && char.IsAscii(first) ? ascii : first + ascii[1..];
            var (asciiEnd, capitalEnd) = (ascii + '\uffff', capital + '\uffff');
            return users.Where(u =>
                (string.Compare(u.MailKey, key) >= 0 && string.Compare(u.MailKey, keyEnd) < 0)
                || (string.Compare(u.UserPrincipalNameKey, key) >= 0 && string.Compare(u.UserPrincipalNameKey, keyEnd) < 0)
                || (string.Compare(u.NameKey, key) >= 0 && string.Compare(u.NameKey, keyEnd) < 0)
                || (string.Compare(u.NameKey, ascii) >= 0 && string.Compare(u.NameKey, asciiEnd) < 0)
                || (string.Compare(u.NameKey, capital) >= 0 && string.Compare(u.NameKey, capitalEnd) < 0));
        }
    }
}
