using Foyer.Data;
using Foyer.Web;
using Foyer.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tenants;

/// <summary>How an organisation looks on pages: its name, its letters, its domain, its accent.</summary>
internal static class TenantBrand
{
    /// <summary>What the accents are drawn on, as in <c>tokens.css</c>: a card by day and by night.</summary>
    private static readonly Colour Night = new(0x23, 0x23, 0x23);

    extension(Tenant tenant)
    {
        public PageBrand Brand => new(
            tenant.DisplayName, Monogram.Of(tenant.DisplayName), tenant.Kind == TenantKind.Personal ? null : tenant.InitialDomain, $"/brand/{tenant.Id:D}.css", OutsideLink.Of(tenant.ContactUrl));
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>
        /// <c>GET /brand/{tenantId}.css</c>: the accent, darkened for white letters and lightened for text at night, so it always reaches 4.5:1.
        /// An unknown tenant gets the same empty sheet as one without an accent (security rule 20).
        /// </summary>
        public void MapBrand() => routes.MapGet("/brand/{tenantId:guid}.css", async (Guid tenantId, HttpContext http, FoyerDb db, CancellationToken ct) =>
        {
            var accent = await db.Tenants.Where(t => t.Id == tenantId).Select(t => t.AccentColor).SingleOrDefaultAsync(ct);
            http.Response.Headers.CacheControl = "public, max-age=300";
            return Results.Text(Style(accent), "text/css");
        }).AllowAnonymous();
    }

    internal static string Style(string? accent)
    {
        if (!Colour.TryParse(accent, out var colour)) return "";
        var day = colour.ReadableOn(Colour.White, Colour.Black);
        var night = colour.ReadableOn(Night, Colour.White);
        return $":root {{ --accent: {day}; --on-accent: #ffffff; --accent-text: {day}; }}\n@media (prefers-color-scheme: dark) {{ :root {{ --accent-text: {night}; }} }}\n";
    }
}
