using System.Globalization;
using System.Text.Json;
using Foyer.Web;

namespace Foyer.Graph;

/// <summary>
/// The JSON object that a call brought, read member by member. What nobody read is refused at <see cref="Done"/>; annotations
/// (<c>@odata.…</c>) are known to everybody and pass.
/// </summary>
internal sealed class GraphBody
{
    private const int MaxDepth = 16;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth };

    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly string resource;

    private GraphBody(JsonElement json, string resource)
    {
        this.resource = resource;
        foreach (var member in json.EnumerateObject()) members[member.Name] = member.Value;
    }

    public static async Task<GraphBody> Read(GraphCall call, string resource = "")
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(call.Http.Request.Body, Strict, call.Ct);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new(document.RootElement.Clone(), resource);
        }
        catch (JsonException) { } // refused below, as JSON that is no object is
        throw new GraphRefusal(GraphErrors.BadJson);
    }

    public static GraphBody Of(JsonElement json, string resource) => new(json, resource);

    /// <summary>Names the kind of object that messages speak of, e.g. <c>User</c>.</summary>
    public GraphBody For(string type) => new(members, read, type);

    private GraphBody(Dictionary<string, JsonElement> members, HashSet<string> read, string resource) => (this.members, this.read, this.resource) = (members, read, resource);

    public bool Has(string name) => members.ContainsKey(name);

    /// <summary>A text, or null; too long or of another kind is refused. An empty text is refused where <paramref name="needed"/>.</summary>
    public Change<string?> Text(string name, int longest = 256, bool needed = false)
    {
        if (!Take(name, out var json)) return default;
        if (json.ValueKind == JsonValueKind.Null && !needed) return new(true, null);
        if (json.ValueKind != JsonValueKind.String || json.GetString() is not { } text || text.Length > longest || (needed && string.IsNullOrWhiteSpace(text))) throw Invalid(name);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Printable.IsHidden(rune.Value) && rune.Value is not ('\n' or '\r' or '\t')) throw Invalid(name);
        }
        return new(true, text);
    }

    public Change<bool> Flag(string name)
    {
        if (!Take(name, out var json)) return default;
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False ? new(true, json.GetBoolean()) : throw Invalid(name);
    }

    /// <summary>A flag that may be null, which counts as left out.</summary>
    public Change<bool> FlagOrNull(string name)
    {
        if (!members.TryGetValue(name, out var json) || json.ValueKind != JsonValueKind.Null) return Flag(name);
        read.Add(name);
        return default;
    }

    /// <summary>A whole number, or null.</summary>
    public Change<int?> Number(string name)
    {
        if (!Take(name, out var json)) return default;
        if (json.ValueKind == JsonValueKind.Null) return new(true, null);
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) ? new(true, number) : throw Invalid(name);
    }

    public Change<IReadOnlyList<string>> Texts(string name, int most, int longest)
    {
        if (!Take(name, out var json)) return default;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > most) throw Invalid(name);
        var texts = new List<string>();
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || item.GetString() is not { } text || text.Length > longest || text.EnumerateRunes().Any(r => Printable.IsHidden(r.Value))) throw Invalid(name);
            texts.Add(text);
        }
        return new(true, texts);
    }

    public Change<IReadOnlyList<Guid>> Ids(string name, int most)
    {
        var texts = Texts(name, most, 64);
        if (!texts.IsSet) return default;
        return new(true, [.. texts.Value.Select(t => Guid.TryParse(t, out var id) ? id : throw Invalid(name))]);
    }

    public Change<Guid?> Id(string name)
    {
        var text = Text(name, 64);
        if (!text.IsSet || text.Value is null) return new(text.IsSet, null);
        return Guid.TryParse(text.Value, out var id) ? new(true, id) : throw Invalid(name);
    }

    public Change<DateTime?> Time(string name)
    {
        var text = Text(name, 40);
        if (!text.IsSet || text.Value is null) return new(text.IsSet, null);
        return DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? new(true, time.UtcDateTime) : throw Invalid(name);
    }

    /// <summary>An object inside; null when it was left out or is null.</summary>
    public GraphBody? Inner(string name, string? type = null)
    {
        if (!Take(name, out var json) || json.ValueKind == JsonValueKind.Null) return null;
        return json.ValueKind == JsonValueKind.Object ? new(json, type ?? resource) : throw Invalid(name);
    }

    public IReadOnlyList<GraphBody>? Inners(string name, int most, string? type = null)
    {
        if (!Take(name, out var json) || json.ValueKind == JsonValueKind.Null) return null;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > most) throw Invalid(name);
        return [.. json.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.Object ? new GraphBody(i, type ?? resource) : throw Invalid(name))];
    }

    /// <summary>Objects that the body refers to: <c>name@odata.bind</c> with addresses, or <c>name</c> with objects that have an id.</summary>
    public IReadOnlyList<Guid>? References(string name, int most)
    {
        if (Texts(name + "@odata.bind", most, 2048) is { IsSet: true } bound) return [.. bound.Value.Select(v => GraphReference.Of(v) ?? throw Invalid(name))];
        if (Inners(name, most) is not { } objects) return null;
        return [.. objects.Select(o => o.Id("id").Value ?? GraphReference.Of(o.Text("@odata.id", 2048).Value ?? "") ?? throw Invalid(name))];
    }

    /// <summary>The object that a <c>$ref</c> call names by <c>@odata.id</c>.</summary>
    public Guid Reference() => Text("@odata.id", 2048).Value is { } address ? GraphReference.Of(address) ?? throw new GraphRefusal(GraphErrors.Bad("Invalid object reference.")) : throw new GraphRefusal(GraphErrors.Bad("A value is required for property '@odata.id'."));

    /// <summary>Refuses what nobody read.</summary>
    public void Done()
    {
        foreach (var name in members.Keys)
        {
            if (!read.Contains(name) && !name.Contains('@', StringComparison.Ordinal))
                throw new GraphRefusal(GraphErrors.Bad($"Property '{Printable.Excerpt(name)}' does not exist as a declared property or extension property."));
        }
    }

    public GraphRefusal Invalid(string name) => new(GraphErrors.InvalidValue(name, resource));

    public GraphRefusal Missing(string name) => new(GraphErrors.Bad($"A value is required for property '{name}' of resource '{resource}'."));

    private bool Take(string name, out JsonElement json)
    {
        read.Add(name);
        return members.TryGetValue(name, out json);
    }
}

/// <summary>An address such as <c>…/v1.0/directoryObjects/{id}</c> or <c>…/users('{id}')</c>, as <c>@odata.id</c> carries it. Whose host it names does not matter: the id does.</summary>
internal static class GraphReference
{
    public static Guid? Of(string address)
    {
        var last = address.TrimEnd('/')[(address.TrimEnd('/').LastIndexOf('/') + 1)..];
        var open = last.IndexOf('(', StringComparison.Ordinal);
        if (open >= 0) last = last[(open + 1)..].TrimEnd(')').Trim('\'');
        return Guid.TryParseExact(last, "D", out var id) ? id : null;
    }
}
