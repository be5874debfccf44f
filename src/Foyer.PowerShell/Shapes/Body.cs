using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security;
using Newtonsoft.Json.Linq;

namespace Foyer.PowerShell.Shapes;

/// <summary>The parameter is a member of the request's body, named as the parameter with a small first letter.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InBodyAttribute : Attribute;

/// <summary>What people type (hashtables, objects, switches) as JSON of the directory.</summary>
internal static class Body
{
    private const int MaxDepth = 16;

    /// <summary>The parameters marked with <see cref="InBodyAttribute"/> that were really given; an unnamed one stays as it is at the server.</summary>
    public static JObject Of(PSCmdlet cmdlet)
    {
        var body = new JObject();
        foreach (var bound in cmdlet.MyInvocation.BoundParameters)
        {
            if (cmdlet.GetType().GetProperty(bound.Key)?.GetCustomAttribute<InBodyAttribute>() is not null) body[NameOf(bound.Key)] = Json(bound.Value);
        }

        return body;
    }

    public static JObject Merge(JObject body, object? more)
    {
        if (more is not null && Json(more) is JObject given) body.Merge(given, new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
        return body;
    }

    public static JToken Json(object? value) => Json(value, 0);

    private static JToken Json(object? value, int depth)
    {
        if (depth > MaxDepth) throw new PSInvalidOperationException("The object is nested too deeply, or contains itself.");
        switch (value)
        {
            case null: return JValue.CreateNull();
            case JToken json: return json;
            case SwitchParameter @switch: return new JValue(@switch.IsPresent);
            case string or bool or int or long or double or decimal: return new JValue(value);
            case DateTime date: return new JValue(date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            case Guid id: return new JValue(id.ToString("D"));
            case Uri uri: return new JValue(uri.OriginalString);
            case Enum word: return new JValue(word.ToString());
            case SecureString secret: return new JValue(Reveal(secret));
            case IDictionary pairs: return Object(pairs.Keys.Cast<object>().Select(key => (key.ToString(), (object?)pairs[key])), depth);
            case PSObject { BaseObject: PSCustomObject } shape: return Object(shape.Properties.Select(p => (p.Name, (object?)p.Value)), depth);
            case PSObject wrapped: return Json(wrapped.BaseObject, depth);
            case IEnumerable items: return new JArray(items.Cast<object?>().Select(item => Json(item, depth + 1)));
            default:
                return Object(value.GetType().GetProperties().Where(p => p.CanRead && p.GetIndexParameters().Length == 0).Select(p => (p.Name, (object?)p.GetValue(value))).Where(p => p.Item2 is not null), depth);
        }
    }

    private static JObject Object(IEnumerable<(string Name, object? Value)> members, int depth)
    {
        var json = new JObject();
        foreach (var (name, value) in members) json[NameOf(name)] = Json(value, depth + 1);
        return json;
    }

    /// <summary>The text of a secret, for the moment in which it is sent.</summary>
    public static string Reveal(SecureString secret)
    {
        var memory = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try { return Marshal.PtrToStringUni(memory)!; }
        finally { Marshal.ZeroFreeGlobalAllocUnicode(memory); }
    }

    private static string NameOf(string name) => name.Length == 0 || name[0] == '@' ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);
}
