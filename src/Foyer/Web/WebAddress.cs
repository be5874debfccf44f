namespace Foyer.Web;

/// <summary>Addresses on the web that somebody typed, before a browser is sent there (security rule 12).</summary>
internal static class WebAddress
{
    public const int MaxLength = 2048;

    /// <summary>
    /// A web address that every browser reads as we do: absolute, http or https, without a user name, and without anything that is
    /// sometimes taken for a separator or a step upwards. Anything else is no address at all.
    /// </summary>
    public static Uri? Of(string? text)
    {
        if (text is null or { Length: > MaxLength } || !text.All(c => c is > ' ' and < '\u007f' and not ('\\' or '<' or '>' or '"')) || !Uri.TryCreate(text, UriKind.Absolute, out var uri)) return null;
        if (uri.Scheme is not ("http" or "https") || !text.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase) || uri.UserInfo.Length > 0 || uri.Host.Length == 0) return null;
        var path = text.AsSpan(uri.Scheme.Length + 3);
        var end = path.IndexOfAny('?', '#');
        if (end >= 0) path = path[..end];
        return path.Contains('@') || path.Contains("%2e", StringComparison.OrdinalIgnoreCase) || path.Contains("%2f", StringComparison.OrdinalIgnoreCase) || path.Contains("%5c", StringComparison.OrdinalIgnoreCase) || path.Contains("/../", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal) || path.Contains("//", StringComparison.Ordinal)
            ? null : uri;
    }

    /// <summary>True for the address <paramref name="prefix"/> itself and all that lies in that folder of the same origin.</summary>
    public static bool IsBelow(Uri address, Uri prefix)
    {
        if (address.Scheme != prefix.Scheme || address.IdnHost != prefix.IdnHost || address.Port != prefix.Port || prefix.Query.Length > 0 || prefix.Fragment.Length > 0) return false;
        var folder = prefix.AbsolutePath.TrimEnd('/');
        return address.AbsolutePath == folder || address.AbsolutePath.StartsWith(folder + "/", StringComparison.Ordinal);
    }
}
