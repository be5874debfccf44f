using System.Text.Json;

namespace Foyer.Audit;

/// <summary>Writes <see cref="AuditEntry.Details"/>: one flat JSON object, so that people and programs read it alike. Never a secret.</summary>
internal static class AuditDetails
{
    public static string Of(params ReadOnlySpan<(string Name, object? Value)> facts)
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in facts) json[name] = value;
        return JsonSerializer.Serialize(json);
    }
}
