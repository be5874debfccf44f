using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Foyer.Portal.Lists;

/// <summary>One detail of an audit entry, for people: its name in words, and the page of what it names.</summary>
public sealed record AuditFact(string Name, string Label, string Value, string? Href)
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["batch"] = "Batch",
        ["guestId"] = "User",
        ["groupId"] = "Group",
        ["servicePrincipalId"] = "ServicePrincipal",
    };

    /// <summary>Reads the details of an entry; whatever is no JSON object is shown as it is.</summary>
    public static IReadOnlyList<AuditFact> Of(string? json)
    {
        if (string.IsNullOrEmpty(json)) return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return [.. document.RootElement.EnumerateObject().Select(Fact)];
        }
        catch (JsonException)
        {
            // shown as it is
        }

        return [new("details", "Details", json, null)];
    }

    /// <summary>The portal's page of something that an audit entry names by its type.</summary>
    public static string? PageOf(string type, Guid id) => type switch
    {
        "User" => $"/portal/users/{id}",
        "Group" => $"/portal/groups/{id}",
        "ServicePrincipal" => $"/portal/applications/{id}",
        "Batch" => $"/portal/invitations/{id}",
        "Mail" => $"/portal/outbox/{id}",
        _ => null,
    };

    private static AuditFact Fact(JsonProperty detail)
    {
        var text = detail.Value.ValueKind switch
        {
            JsonValueKind.Array => string.Join(", ", detail.Value.EnumerateArray().Select(v => v.ToString())),
            JsonValueKind.True => "Yes",
            JsonValueKind.False => "No",
            _ => detail.Value.ToString(),
        };
        var href = Kinds.TryGetValue(detail.Name, out var kind) && Guid.TryParse(text, out var id) ? PageOf(kind, id) : null;
        return new(detail.Name, Words(detail.Name), text, href);
    }

    /// <summary><c>assignmentRequired</c> as “Assignment required”.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
        {
            if (words.Length == 0) words.Append(char.ToUpperInvariant(c));
            else if (char.IsUpper(c)) words.Append(' ').Append(char.ToLower(c, CultureInfo.InvariantCulture));
            else words.Append(c);
        }

        return words.ToString();
    }
}
