using Microsoft.AspNetCore.Antiforgery;

namespace Foyer.Web;

/// <summary>Forms of pages: sent by a page of ours and by the person who was shown it, or not read at all.</summary>
internal static class Forms
{
    extension<TBuilder>(TBuilder endpoint) where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>The form must carry the token of the page it was on; the endpoint reads it with <c>SentForm</c>.</summary>
        public TBuilder TakesForm() => endpoint.WithMetadata(new RequireAntiforgeryTokenAttribute());
    }

    extension(HttpContext http)
    {
        /// <summary>The form; null when its page was open too long, or was never ours: then show the page again.</summary>
        public async Task<IFormCollection?> SentForm(CancellationToken ct) =>
            http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true } && http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : null;

        /// <summary>A form that <c>SentForm</c> would not give out, only to offer the way back to its page: nothing in it may be acted upon.</summary>
        public async Task<IFormCollection?> UntrustedForm(CancellationToken ct)
        {
            http.Features.Set<IAntiforgeryValidationFeature>(null); // with it, the framework refuses to read
            return http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : null;
        }
    }
}
