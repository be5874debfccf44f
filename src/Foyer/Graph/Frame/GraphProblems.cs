using Foyer.Web;

namespace Foyer.Graph;

/// <summary>Problems of the modules whose code and message at Graph are known; others are answered by their kind, in their own words.</summary>
internal static class GraphProblems
{
    public static readonly IReadOnlyDictionary<string, Func<Problem, GraphError>> Known = new Dictionary<string, Func<Problem, GraphError>>(StringComparer.Ordinal)
    {
        // --- users ---
        // --- groups ---
        ["groups.already_member"] = _ => GraphErrors.Bad("One or more added object references already exist for the following modified properties: 'members'."),
        // --- applications, service principals ---
        // --- invitations, policies ---
        // --- licences ---
        // --- organization, domains, branding ---
    };
}
