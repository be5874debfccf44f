using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Apps;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Connect.Consent;

/// <summary>
/// What a consent page showed and to whom. It travels in the page's form, encrypted, so a person agrees to exactly what stood there
/// and nobody else's browser can send it (security rule 2).
/// </summary>
internal sealed record ConsentTicket(Guid TenantId, Guid UserId, Guid SessionId, Guid AppId, Dictionary<Guid, string[]> Scopes, Dictionary<Guid, Guid[]> Roles, string Return, DateTime Until)
{
    /// <summary>The device code that the page is about, if it is about one.</summary>
    public Guid? DeviceId { get; init; }
    /// <summary>What only administrators may allow is allowed for everybody or not at all.</summary>
    public bool ForEverybody { get; init; }

    public static ConsentTicket Of(ConsentWish wish, User user, Guid sessionId, string back, DateTime until) => new(user.TenantId, user.Id, sessionId, wish.AppId,
        wish.Scopes.ToDictionary(s => s.Key, s => s.Value.ToArray()), wish.Roles.ToDictionary(r => r.Key, r => r.Value.ToArray()), back, until);

    public ConsentWish Wish => new(AppId)
    {
        Scopes = Scopes.ToDictionary(s => s.Key, s => (IReadOnlyList<string>)s.Value),
        Roles = Roles.ToDictionary(r => r.Key, r => (IReadOnlyList<Guid>)r.Value),
    };
}

internal sealed class ConsentTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly IDataProtector pages = protection.CreateProtector("Foyer.Connect.ConsentPage");
    private readonly IDataProtector marks = protection.CreateProtector("Foyer.Connect.Agreed");

    public DateTime Until => clock.UtcNow + Lifetime;

    public string Write(ConsentTicket ticket) => WebEncoders.Base64UrlEncode(pages.Protect(JsonSerializer.SerializeToUtf8Bytes(ticket)));

    /// <summary>Null for what is not ours or too old.</summary>
    public ConsentTicket? Read(string? text) => Open(pages, text) is { } bytes && JsonSerializer.Deserialize<ConsentTicket>(bytes) is { } ticket && ticket.Until > clock.UtcNow ? ticket : null;

    /// <summary>Says in the address to return to that this session was just asked and agreed, for requests that want the page every time.</summary>
    public string Mark(Guid sessionId, string what) => WebEncoders.Base64UrlEncode(marks.Protect(JsonSerializer.SerializeToUtf8Bytes(new Agreed(sessionId, what, Until))));

    public bool IsMarked(string? text, Guid sessionId, string what) =>
        Open(marks, text) is { } bytes && JsonSerializer.Deserialize<Agreed>(bytes) is { } agreed && agreed.SessionId == sessionId && agreed.What == what && agreed.Until > clock.UtcNow;

    private sealed record Agreed(Guid SessionId, string What, DateTime Until);

    private static byte[]? Open(IDataProtector protector, string? text)
    {
        if (text is not { Length: > 0 and <= 32 * 1024 }) return null;
        try
        {
            return protector.Unprotect(WebEncoders.Base64UrlDecode(text));
        }
        catch (Exception foreign) when (foreign is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
