using Foyer.Data;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Portal.Directory;

/// <summary>The chips above the list of users, by the word that stands in the address.</summary>
public enum UserFilter { All, Guests, Members, Waiting, Never, Accepted, Failed, Blocked, Removed }

public enum UserOrder { Name, Created }

/// <summary>What the list shows; everything of it stands in the page's address.</summary>
public sealed record UserQuery(UserFilter Filter, string? Search, UserOrder Order, bool Descending)
{
    /// <summary>The last row of the page before: its sort value and id.</summary>
    public string? After { get; init; }
}

/// <summary>A row of the list.</summary>
public sealed record UserRow(Guid Id, string DisplayName, string? Mail, string UserPrincipalName, UserType UserType, ExternalUserState? State, bool AccountEnabled, DateTime CreatedAt, DateTime? DeletedAt)
{
    public string Address => UserType == UserType.Guest ? Mail ?? UserPrincipalName : UserPrincipalName;
    public string Key(UserOrder order) => $"{(order == UserOrder.Name ? DisplayName : CreatedAt.Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture))}\u001f{Id:N}";
}

/// <summary>A page of users; <paramref name="Next"/> is what <see cref="UserQuery.After"/> must be for the page that follows.</summary>
public sealed record UserPage(IReadOnlyList<UserRow> Rows, string? Next);

/// <summary>
/// Reads users page by page in a stable order without ever counting or skipping: each page starts behind the last row of the
/// one before, so the hundredth page of a million users costs what the first does. Search is by the beginning of name, address
/// or user principal name, which the indexes answer.
/// </summary>
public sealed class UserList(FoyerDb db, TimeProvider clock)
{
    public const int PageSize = 50;
    /// <summary>After so many days without an answer a guest counts as "never came".</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(14);

    public async Task<UserPage> Read(UserQuery query, int take = PageSize, CancellationToken ct = default)
    {
        var rows = await Ordered(After(Matching(query), query), query).Take(take + 1)
            .Select(u => new UserRow(u.Id, u.DisplayName, u.Mail, u.UserPrincipalName, u.UserType, u.ExternalUserState, u.AccountEnabled, u.CreatedAt, u.DeletedAt))
            .ToListAsync(ct);
        if (rows.Count <= take) return new(rows, null);
        rows.RemoveAt(take);
        return new(rows, rows[^1].Key(query.Order));
    }

    private IQueryable<User> Matching(UserQuery query)
    {
        var late = clock.UtcNow - Patience;
        var users = query.Filter == UserFilter.Removed ? db.Users.Where(u => u.DeletedAt != null) : db.Users.Live;
        users = query.Filter switch
        {
            UserFilter.Guests => users.Where(u => u.UserType == UserType.Guest),
            UserFilter.Members => users.Where(u => u.UserType == UserType.Member),
            UserFilter.Waiting => users.Where(u => u.UserType == UserType.Guest && u.ExternalUserState == ExternalUserState.PendingAcceptance),
            UserFilter.Never => users.Where(u => u.UserType == UserType.Guest && u.ExternalUserState == ExternalUserState.PendingAcceptance && u.CreatedAt < late),
            UserFilter.Accepted => users.Where(u => u.UserType == UserType.Guest && u.ExternalUserState == ExternalUserState.Accepted),
            UserFilter.Failed => users.Where(u => db.Set<Invitation>().Any(i => i.GuestId == u.Id && i.State == InvitationState.Pending && i.Delivery == DeliveryState.Failed)),
            UserFilter.Blocked => users.Where(u => !u.AccountEnabled),
            _ => users,
        };
        if (string.IsNullOrWhiteSpace(query.Search)) return users;

        // Keys are stored in lower case; a name is looked for as typed and with a capital, as names are written.
        var typed = query.Search.Trim();
        var (key, keyEnd) = Range(typed.ToLowerInvariant());
        var (name, nameEnd) = Range(typed);
        var (capital, capitalEnd) = Range(char.ToUpperInvariant(typed[0]) + typed[1..]);
        return users.Where(u =>
            (u.MailKey!.CompareTo(key) >= 0 && u.MailKey.CompareTo(keyEnd) < 0)
            || (u.UserPrincipalNameKey.CompareTo(key) >= 0 && u.UserPrincipalNameKey.CompareTo(keyEnd) < 0)
            || (u.DisplayName.CompareTo(name) >= 0 && u.DisplayName.CompareTo(nameEnd) < 0)
            || (u.DisplayName.CompareTo(capital) >= 0 && u.DisplayName.CompareTo(capitalEnd) < 0));
    }

    /// <summary>"Starts with" as a range, which an ordinary index answers on both engines.</summary>
    private static (string From, string Until) Range(string start) => (start, start + '\uffff');

    private static IQueryable<User> After(IQueryable<User> users, UserQuery query)
    {
        if (query.After?.Split('\u001f') is not [var last, var idText] || !Guid.TryParse(idText, out var id)) return users;
        if (query.Order == UserOrder.Name)
        {
            return query.Descending
                ? users.Where(u => u.DisplayName.CompareTo(last) < 0 || (u.DisplayName == last && u.Id.CompareTo(id) < 0))
                : users.Where(u => u.DisplayName.CompareTo(last) > 0 || (u.DisplayName == last && u.Id.CompareTo(id) > 0));
        }

        if (!long.TryParse(last, System.Globalization.CultureInfo.InvariantCulture, out var ticks) || ticks < 0 || ticks > DateTime.MaxValue.Ticks) return users;
        var at = new DateTime(ticks, DateTimeKind.Utc);
        return query.Descending
            ? users.Where(u => u.CreatedAt < at || (u.CreatedAt == at && u.Id.CompareTo(id) < 0))
            : users.Where(u => u.CreatedAt > at || (u.CreatedAt == at && u.Id.CompareTo(id) > 0));
    }

    private static IQueryable<User> Ordered(IQueryable<User> users, UserQuery query) => (query.Order, query.Descending) switch
    {
        (UserOrder.Name, false) => users.OrderBy(u => u.DisplayName).ThenBy(u => u.Id),
        (UserOrder.Name, true) => users.OrderByDescending(u => u.DisplayName).ThenByDescending(u => u.Id),
        (_, false) => users.OrderBy(u => u.CreatedAt).ThenBy(u => u.Id),
        _ => users.OrderByDescending(u => u.CreatedAt).ThenByDescending(u => u.Id),
    };
}
