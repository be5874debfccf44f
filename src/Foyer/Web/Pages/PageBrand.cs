namespace Foyer.Web.Pages;

/// <summary>
/// Whose page this is, as the person sees it. <paramref name="StyleHref"/> is a stylesheet of ours that sets the accent;
/// <paramref name="HelpUrl"/> is where this organisation answers questions.
/// </summary>
public sealed record PageBrand(string Name, string Monogram, string? Domain, string? StyleHref, string? HelpUrl = null)
{
    /// <summary>Background and custom CSS of the organisation, already checked; after our own sheets.</summary>
    public string? SheetHref { get; init; }
    public string? FaviconHref { get; init; }
    /// <summary>Wide, in place of the monogram; else the square one is.</summary>
    public PagePicture? Banner { get; init; }
    public PagePicture? Square { get; init; }
    public PagePicture? SquareByNight { get; init; }
    /// <summary>Above the card.</summary>
    public PagePicture? Header { get; init; }
    /// <summary>Below what a page asks, see <see cref="SignInWords"/>.</summary>
    public string? SignInText { get; init; }
    public string? NameHint { get; init; }
    public PageLink? Privacy { get; init; }
    public PageLink? Terms { get; init; }
    public PageLink? ForgotPassword { get; init; }
}

/// <summary>A picture on a page. One that would vanish in the page by day or by night stands on a plate then.</summary>
public sealed record PagePicture(string Src, int Width, int Height, bool ShowsByDay, bool ShowsByNight)
{
    public string Plate => (ShowsByDay ? "" : " plate-day") + (ShowsByNight ? "" : " plate-night");
}

/// <summary>A link of the organisation's; without words of its own it is called as the page calls it.</summary>
public sealed record PageLink(string? Text, string Href);
