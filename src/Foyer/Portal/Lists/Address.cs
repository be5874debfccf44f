using System.Globalization;
using Foyer.Audit;

namespace Foyer.Portal.Lists;

/// <summary>Lists in addresses: what is filtered, searched and sorted can be linked, bookmarked and found again after a reload.</summary>
internal static class Address
{
    public static UserFilter Filter(string? word) => Enum.TryParse<UserFilter>(word, ignoreCase: true, out var filter) && Enum.IsDefined(filter) ? filter : UserFilter.All;

    /// <summary>A path with those of the parameters that say something.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new List<string>();
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value)) query.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return query.Count == 0 ? path : path + "?" + string.Join('&', query);
    }
}

/// <summary>The audit page's filters as they stand in its address; days are days of the viewer's zone.</summary>
public sealed record AuditAddress(string? Activity = null, string? Person = null, string? Result = null, string? From = null, string? To = null, string? Before = null, string? Correlation = null)
{
    public AuditQuery Query(TimeZoneInfo zone) => new(
        Activity, Person,
        Enum.TryParse<AuditResult>(Result, ignoreCase: true, out var result) && Enum.IsDefined(result) ? result : null,
        Day(From, zone, 0), Day(To, zone, 1),
        Guid.TryParse(Before, out var before) ? before : null, Correlation);

    /// <summary>The address of this list on a path, without the page position unless given.</summary>
    public string On(string path, Guid? before = null) =>
        Address.Of(path, ("activity", Activity), ("person", Person), ("result", Result), ("from", From), ("to", To), ("correlation", Correlation), ("before", before?.ToString("D")));

    private static DateTime? Day(string? text, TimeZoneInfo zone, int daysLater)
    {
        if (!DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1971 or > 9000) return null;
        var midnight = day.AddDays(daysLater);
        // Where the clock jumps over midnight the day begins an hour later.
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, zone);
    }
}
