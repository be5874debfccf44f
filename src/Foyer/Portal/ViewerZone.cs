namespace Foyer.Portal;

/// <summary>The time zone of whoever looks, as their browser told it in a cookie.</summary>
internal static class ViewerZone
{
    private const string Cookie = "foyer-zone";

    public static string? NameOf(HttpContext? http) => http?.Request.Cookies[Cookie];

    public static TimeZoneInfo? Of(HttpContext http) => Find(NameOf(http));

    public static TimeZoneInfo? Find(string? name) =>
        name is { Length: > 0 and < 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : null;
}
