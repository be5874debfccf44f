using System.Text.Json;
using Foyer.Web;

namespace Foyer.Licences;

/// <summary>
/// Reads a catalogue of products from JSON: an array, or what Graph answers to <c>GET /subscribedSkus</c>, with <c>displayName</c>,
/// <c>dependsOn</c>, <c>excludes</c> and <c>prohibitedIn</c> of ours. Unknown properties are skipped, so that an export of Entra goes in as it is.
/// </summary>
public static class ReadCatalogue
{
    private const int MostPlans = 500, LongestName = 128;

    public static Result<List<SkuWish>> Run(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("value", out var value)) root = value;
            if (root.ValueKind != JsonValueKind.Array) return LicenceProblems.Catalogue("The file", "it holds neither a list of products nor an answer of Graph with one.");
            return root.EnumerateArray().Select((sku, i) => Sku(sku, $"Product {i + 1}")).ToList();
        }
        catch (JsonException wrong)
        {
            return LicenceProblems.Catalogue("The file", $"it is no JSON: {wrong.Message}");
        }
        catch (UnreadableException wrong)
        {
            return LicenceProblems.Catalogue(wrong.Where, wrong.Message);
        }
    }

    private static SkuWish Sku(JsonElement json, string where)
    {
        var part = Text(json, "skuPartNumber", where);
        where = $"{where} ({part})";
        var units = json.TryGetProperty("prepaidUnits", out var prepaid) ? prepaid : default;
        var plans = List(json, "servicePlans").Select((plan, i) => Plan(plan, $"{where}, plan {i + 1}")).ToList();
        if (plans.Count is 0 or > MostPlans) throw new UnreadableException(where, $"it needs servicePlans, one to {MostPlans} of them.");
        if (plans.DistinctBy(p => p.Id).Count() != plans.Count) throw new UnreadableException(where, "two of its service plans have the same id.");
        return new(Id(json, "skuId", where), part, Optional(json, "displayName") ?? part)
        {
            AppliesTo = Word<AppliesTo>(json, "appliesTo", where),
            State = Word<SkuState>(json, "capabilityStatus", where),
            EnabledSeats = Seats(units, "enabled", where),
            WarningSeats = Seats(units, "warning", where),
            SuspendedSeats = Seats(units, "suspended", where),
            LockedOutSeats = Seats(units, "lockedOut", where),
            Plans = plans,
            ProhibitedIn = [.. List(json, "prohibitedIn").Select(c => c.GetString() is { Length: 2 } country && country.All(char.IsAsciiLetter) ? country.ToUpperInvariant() : throw new UnreadableException(where, "prohibitedIn holds countries as two letters, such as KP."))],
        };
    }

    private static ServicePlan Plan(JsonElement json, string where) => new(Id(json, "servicePlanId", where), Text(json, "servicePlanName", where), Word<AppliesTo>(json, "appliesTo", where))
    {
        DependsOn = Guids(json, "dependsOn", where),
        Excludes = Guids(json, "excludes", where),
    };

    private static string Text(JsonElement json, string name, string where) =>
        Optional(json, name) is { Length: > 0 and <= LongestName } text && !text.EnumerateRunes().Any(rune => Printable.IsHidden(rune.Value)) ? text : throw new UnreadableException(where, $"{name} is missing, or is no name of up to {LongestName} characters.");

    private static string? Optional(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;

    private static Guid Id(JsonElement json, string name, string where) =>
        Guid.TryParse(Optional(json, name), out var id) && id != Guid.Empty ? id : throw new UnreadableException(where, $"{name} is missing, or is no GUID.");

    private static T Word<T>(JsonElement json, string name, string where) where T : struct, Enum =>
        Optional(json, name) is not { } text ? default
        : Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) && !char.IsAsciiDigit(text[0]) ? word
        : throw new UnreadableException(where, $"{name} is \"{text}\"; it can be {string.Join(", ", Enum.GetNames<T>())}.");

    private static int Seats(JsonElement units, string name, string where) =>
        units.ValueKind != JsonValueKind.Object || !units.TryGetProperty(name, out var seats) ? 0
        : seats.ValueKind == JsonValueKind.Number && seats.TryGetInt32(out var count) && count is >= 0 and <= 100_000_000 ? count
        : throw new UnreadableException(where, $"prepaidUnits.{name} is no number of seats.");

    private static JsonElement.ArrayEnumerator List(JsonElement json, string name) => json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static List<Guid> Guids(JsonElement json, string name, string where) =>
        [.. List(json, name).Select(id => id.ValueKind == JsonValueKind.String && Guid.TryParse(id.GetString(), out var plan) ? plan : throw new UnreadableException(where, $"{name} holds ids of service plans."))];

    private sealed class UnreadableException(string where, string what) : Exception(what)
    {
        public string Where => where;
    }
}
