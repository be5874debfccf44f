namespace Foyer.Invitations;

/// <summary>An app of the invitation: the addresses it is registered with.</summary>
public sealed record InvitedApp(Guid ServicePrincipalId, string Name, string? SignOnUrl, IReadOnlyList<string> RedirectUris, string? AccentColor);

/// <summary>Where a browser goes after acceptance (security rule 12).</summary>
internal static class Landing
{
    /// <summary>
    /// The invitation's reply address when it is exactly an address that one of its apps registered, or lies below an address that an
    /// administrator allowed; else the app's own page; else My Apps. <paramref name="main"/> is the app the invitation speaks of.
    /// </summary>
    public static string Of(string? replyUrl, InvitedApp? main, IReadOnlyList<InvitedApp> apps, IReadOnlyList<string> allowedPrefixes, string myApps)
    {
        if (Web(replyUrl) is { } reply)
        {
            if (apps.Any(app => app.RedirectUris.Append(app.SignOnUrl).Any(registered => Web(registered)?.AbsoluteUri == reply.AbsoluteUri))) return reply.AbsoluteUri;
            if (allowedPrefixes.Any(prefix => Web(prefix) is { } allowed && IsBelow(reply, allowed))) return reply.AbsoluteUri;
        }
        return Web(main?.SignOnUrl)?.AbsoluteUri ?? myApps;
    }

    private static bool IsBelow(Uri address, Uri prefix)
    {
        if (address.Scheme != prefix.Scheme || address.IdnHost != prefix.IdnHost || address.Port != prefix.Port || prefix.Query.Length > 0 || prefix.Fragment.Length > 0) return false;
        var folder = prefix.AbsolutePath.TrimEnd('/');
        return address.AbsolutePath == folder || address.AbsolutePath.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    /// <summary>
    /// A web address that every browser reads as we do: absolute, http or https, without a user name, and without anything that is
    /// sometimes taken for a separator or a step upwards. Anything else is no address at all.
    /// </summary>
    private static Uri? Web(string? text)
    {
        if (text is null or { Length: > 2048 } || !text.All(c => c is > ' ' and < '\u007f' and not ('\\' or '<' or '>' or '"')) || !Uri.TryCreate(text, UriKind.Absolute, out var uri)) return null;
        if (uri.Scheme is not ("http" or "https") || !text.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase) || uri.UserInfo.Length > 0 || uri.Host.Length == 0) return null;
        var path = text.AsSpan(uri.Scheme.Length + 3);
        var end = path.IndexOfAny('?', '#');
        if (end >= 0) path = path[..end];
        return path.Contains('@') || path.Contains("%2e", StringComparison.OrdinalIgnoreCase) || path.Contains("%2f", StringComparison.OrdinalIgnoreCase) || path.Contains("%5c", StringComparison.OrdinalIgnoreCase) || path.Contains("/../", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal) || path.Contains("//", StringComparison.Ordinal)
            ? null : uri;
    }
}
