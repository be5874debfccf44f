using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Graph.Query;

/// <summary>
/// Where a next page begins, sealed by the server: nobody reads sort values out of it or makes one up. It fits only the query it was
/// made for, in the organisation it was made in.
/// </summary>
internal sealed class PageTokens(IDataProtectionProvider protection)
{
    private readonly IDataProtector seal = protection.CreateProtector("Foyer.Graph.PageToken");

    public string Make(GraphCall call, IReadOnlyList<string?> place)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(new[] { Fingerprint(call) }.Concat(place));
        return WebEncoders.Base64UrlEncode(seal.Protect(plain));
    }

    public IReadOnlyList<string?> Read(GraphCall call, string token)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(seal.Unprotect(WebEncoders.Base64UrlDecode(token)));
            if (parts is { Length: > 1 } && parts[0] == Fingerprint(call)) return parts[1..];
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException) { }
        throw new GraphRefusal(GraphErrors.BadPageToken);
    }

    private static string Fingerprint(GraphCall call)
    {
        var query = call.Query;
        var text = string.Join('\n', call.Caller.TenantId, call.Http.Request.Path, query.Filter, query.OrderBy, query.Search);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
    }

    /// <summary>The address of the next page: the call's own with another token, on the public address.</summary>
    public string NextLink(GraphCall call, IReadOnlyList<string?> place) => Link(call, "$skiptoken", Make(call, place));

    public static string Link(GraphCall call, string option, string value)
    {
        var link = new StringBuilder(call.Options.Url(call.Address)).Append('?');
        foreach (var (name, text) in call.Query.All)
        {
            if (name is "$skiptoken" or "$deltatoken" or "$format") continue;
            link.Append(name).Append('=').Append(Uri.EscapeDataString(text)).Append('&');
        }
        return link.Append(option).Append('=').Append(value).ToString();
    }
}
