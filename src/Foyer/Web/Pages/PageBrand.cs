namespace Foyer.Web.Pages;

/// <summary>
/// Whose page this is, as the person sees it. <paramref name="StyleHref"/> is a stylesheet of ours that sets the accent;
/// <paramref name="HelpUrl"/> is where this organisation answers questions.
/// </summary>
public sealed record PageBrand(string Name, string Monogram, string? Domain, string? StyleHref, string? HelpUrl = null);
