using Foyer.Web;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Foyer.Invitations;

/// <summary>The file in a request: the body itself, or the part <c>file</c> of a form. It is read as it arrives, never kept in memory.</summary>
internal sealed record BatchBody(string FileName, Stream Bytes)
{
    private const int MaxBoundary = 200;
    private const int FormOverhead = 64 * 1024;

    /// <summary>Null when a form has no such part.</summary>
    public static async Task<BatchBody?> Open(HttpContext http, FoyerOptions options, CancellationToken ct)
    {
        // The operation counts the bytes of the file itself and says so in a sentence; this is the wall behind it.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Invitations.MaxFileBytes + FormOverhead;
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return new("guests.csv", http.Request.Body);

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary) return null;
        var reader = new MultipartReader(boundary, http.Request.Body);
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (section.GetContentDispositionHeader() is { } part && HeaderUtilities.RemoveQuotes(part.Name) == "file")
                return new(HeaderUtilities.RemoveQuotes(part.FileName).Value ?? "guests.csv", section.Body);
        }

        return null;
    }
}
