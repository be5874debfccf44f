using Microsoft.OpenApi;

namespace Foyer.Invitations;

/// <summary>What the description of the API says of a call for batches.</summary>
internal static class DescribeBatches
{
    extension(RouteHandlerBuilder call)
    {
        /// <summary><paramref name="problems"/> are the statuses of failures besides 401 and 403, which every call may answer.</summary>
        public RouteHandlerBuilder Described(string id, string summary, params ReadOnlySpan<int> problems)
        {
            call.WithName(id).WithSummary(summary).Produces(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
            foreach (var status in problems) call.ProducesProblem(status);
            return call;
        }

        /// <summary>The file is read as it arrives, so no parameter of the handler tells of it.</summary>
        public RouteHandlerBuilder TakesFile() => call.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "A CSV file of guests (docs/admin-guide.md).",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["text/csv"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                    ["multipart/form-data"] = new()
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Required = new HashSet<string>(StringComparer.Ordinal) { "file" },
                            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                        },
                    },
                },
            };
            return Task.CompletedTask;
        });
    }
}
