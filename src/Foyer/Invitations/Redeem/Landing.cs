using Foyer.Web;

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
        if (WebAddress.Of(replyUrl) is { } reply)
        {
            if (apps.Any(app => app.RedirectUris.Append(app.SignOnUrl).Any(registered => WebAddress.Of(registered)?.AbsoluteUri == reply.AbsoluteUri))) return reply.AbsoluteUri;
            if (allowedPrefixes.Any(prefix => WebAddress.Of(prefix) is { } allowed && WebAddress.IsBelow(reply, allowed))) return reply.AbsoluteUri;
        }
        return WebAddress.Of(main?.SignOnUrl)?.AbsoluteUri ?? myApps;
    }
}
