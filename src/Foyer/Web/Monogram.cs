using System.Globalization;

namespace Foyer.Web;

/// <summary>One or two letters that stand for a name where there is no picture; whole characters of any script.</summary>
public static class Monogram
{
    public static string Of(string name) =>
        string.Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => StringInfo.GetNextTextElement(word).ToUpperInvariant()));
}
