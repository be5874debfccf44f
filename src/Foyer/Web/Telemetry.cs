using System.Net;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Foyer.Web;

/// <summary>Measurements for Prometheus at <c>/metrics</c>, and the description of Foyer's own API at <c>/openapi/v1.json</c>.</summary>
internal static class Telemetry
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddTelemetry()
        {
            services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("foyer")).WithMetrics(metrics => metrics
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddPrometheusExporter());
            services.AddOpenApi("v1", DescribeApi.Describe);
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapTelemetry()
        {
            // Figures about a company's people are nobody else's business: a scraper runs on the same machine or in the same private network.
            routes.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous().AddEndpointFilter(OnlyFromNearby);
            routes.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        }
    }

    private static async ValueTask<object?> OnlyFromNearby(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        IsNearby(call.HttpContext.Connection.RemoteIpAddress) && !CameThroughProxy(call.HttpContext.Request) ? await next(call) : Results.NotFound();

    /// <summary>A proxy that is not trusted stands nearby itself; whom it speaks for may be anywhere. What a trusted one said is used up by now.</summary>
    private static bool CameThroughProxy(HttpRequest request) => request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded");

    private static bool IsNearby(IPAddress? address)
    {
        if (address is null) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.IsIPv6UniqueLocal) return true;
        return address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..] and { Length: 4 };
    }
}
