using Foyer.Apps;
using Foyer.Audit;

namespace Foyer.Policies;

/// <summary>Gives a new tenant the service principal of the directory's own API, so that permissions can be granted there.</summary>
public sealed class RegisterGraphApp(RegisterApp register)
{
    public ServicePrincipal Add(Actor actor) => register.Add(actor, new(GraphApp.Name)
    {
        AppId = GraphApp.AppId,
        AssignmentRequired = false,
        Hidden = true,
        Roles = [.. GraphApp.Roles.Select(r => new AppRoleDeclaration(r.Id, r.Value, r.Value, ForApplications: true))],
    }).ServicePrincipal;
}
