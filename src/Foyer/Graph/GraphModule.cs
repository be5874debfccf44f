using Foyer.Graph.Query;

namespace Foyer.Graph;

/// <summary>
/// The Graph-compatible API at <c>/v1.0</c>. A face: it translates between Graph's JSON and the modules' operations, and owns no
/// rule. What it supports is listed in docs/graph-compatibility.md.
/// </summary>
internal static class GraphModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddGraph() => services.AddSingleton<GraphThrottle>().AddSingleton<PageTokens>().AddSingleton<GraphPipeline>();
    }

    extension(WebApplication app)
    {
        /// <summary>Stands before routing, since it settles the spelling of paths.</summary>
        public void UseGraph() => app.UseMiddleware<GraphFrame>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapGraph()
        {
            var graph = routes.MapGraphGroup();
            UserEndpoints.Map(graph);
            GroupEndpoints.Map(graph);
            AppEndpoints.Map(graph);
            DirectoryEndpoints.Map(graph);
            DirectoryRoleEndpoints.Map(graph);
            OrganizationEndpoints.Map(graph);
            BrandingEndpoints.Map(graph);
            AuditEndpoints.Map(graph);
            InvitationEndpoints.Map(graph);
            AuthorizationPolicyEndpoints.Map(graph);
            LicenceEndpoints.Map(graph);
            BatchEndpoint.Map(graph);
        }
    }
}
