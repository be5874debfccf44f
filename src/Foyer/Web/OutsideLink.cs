namespace Foyer.Web;

/// <summary>An address that somebody typed into a file or a form, before it stands in a link of ours.</summary>
public static class OutsideLink
{
    /// <summary>The address where it is one that a person would click on: web or mail, never script. Else null.</summary>
    public static string? Of(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "mailto" ? uri.AbsoluteUri : null;
}
