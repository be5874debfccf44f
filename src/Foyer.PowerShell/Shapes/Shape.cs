using System.Globalization;
using System.Management.Automation;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Shapes;

/// <summary>JSON of the directory as PowerShell objects: names begin with a capital, as in the modules people know; dates are dates.</summary>
internal static class Shape
{
    /// <summary>An object whose type name selects the view in <c>Foyer.PowerShell.format.ps1xml</c>.</summary>
    public static PSObject Of(JObject json, string typeName)
    {
        var shape = Of(json);
        shape.TypeNames.Insert(0, typeName);
        return shape;
    }

    private static PSObject Of(JObject json)
    {
        var shape = new PSObject();
        foreach (var property in json.Properties())
        {
            if (property.Name.StartsWith("@odata.", StringComparison.Ordinal) && property.Name != "@odata.type") continue;
            var name = NameOf(property.Name);
            if (shape.Properties[name] is null) shape.Properties.Add(new PSNoteProperty(name, ValueOf(property.Name, property.Value)));
        }

        return shape;
    }

    private static string NameOf(string name) => name == "@odata.type" ? "OdataType" : char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static object? ValueOf(string name, JToken value) => value switch
    {
        JObject inner => Of(inner),
        JArray items => items.Select(item => ValueOf(name, item)).ToArray(),
        JValue { Type: JTokenType.String } text when name.EndsWith("DateTime", StringComparison.Ordinal)
            && DateTime.TryParse((string?)text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var date) => date,
        JValue plain => plain.Value,
        _ => value.ToString(),
    };
}
