using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Foyer.Portal;

/// <summary>Keeps what fails in a page from ending the circuit, and gives it a number that page and log share.</summary>
public sealed class PageBoundary : ErrorBoundary
{
    [Inject] private ILogger<PageBoundary> Logger { get; set; } = null!;
    [Inject] private IHttpContextAccessor Http { get; set; } = null!;

    /// <summary>The number of the latest failure.</summary>
    public string CorrelationId { get; private set; } = "";

    protected override Task OnErrorAsync(Exception exception)
    {
        // Before the circuit begins the page is an answer to a request, with the number of that request.
        var answer = Http.HttpContext is { Response.HasStarted: false } http ? http : null;
        CorrelationId = answer?.TraceIdentifier ?? Guid.CreateVersion7().ToString("D");
        if (answer is not null) answer.Response.StatusCode = StatusCodes.Status500InternalServerError;
        Logger.PageFailed(CorrelationId, exception);
        return Task.CompletedTask;
    }
}
