using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Foyer.Web;

/// <summary>The description of Foyer's own API at <c>/openapi/v1.json</c>: what it is, where it lives (never believing the Host header), and what proves a caller.</summary>
internal static class DescribeApi
{
    private const string Bearer = "bearer";

    public static void Describe(OpenApiOptions document)
    {
        document.ShouldInclude = call => call.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        document.AddDocumentTransformer((description, context, _) =>
        {
            var options = context.ApplicationServices.GetRequiredService<FoyerOptions>();
            description.Info.Title = "Foyer";
            description.Info.Description = "What the Graph-compatible API has no word for. Failures are problem details (RFC 9457) with a stable `code`, a sentence that says what to do, and a `correlationId`.";
            description.Servers = [new OpenApiServer { Url = options.Url("") }];
            description.Components ??= new OpenApiComponents();
            description.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Bearer] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = Bearer, BearerFormat = "JWT",
                    Description = $"An access token of the organisation for {options.Url("/.default")}, from {options.Url("/{tenant}/oauth2/v2.0/token")}.",
                },
            };
            description.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, description)] = [] }];
            return Task.CompletedTask;
        });
    }
}
