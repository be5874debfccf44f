using Foyer.Web;

namespace Foyer.Apps;

internal static class AssignmentProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "apps.not_found", "There is no such app. It may have been deleted meanwhile.");
    public static readonly Problem NotAllowed = new(ProblemKind.Forbidden, "apps.not_allowed", "Only a Global Administrator decides who may open an app. Ask one to do this.");
    public static readonly Problem NoSuchPrincipal = new(ProblemKind.NotFound, "apps.no_such_principal", "There is no such user or group. They may have been removed meanwhile.");
    public static readonly Problem RoleMissing = new(ProblemKind.BadRequest, "apps.role_missing", "This app has roles of its own. Choose one of them.");
    public static readonly Problem NoSuchRole = new(ProblemKind.BadRequest, "apps.no_such_role", "The app does not offer this role to people. Choose one of its roles.");
    public static readonly Problem NoSuchPermission = new(ProblemKind.BadRequest, "apps.no_such_permission", "The app does not declare this permission for apps.");
    public static readonly Problem AlreadyAssigned = new(ProblemKind.Conflict, "apps.already_assigned", "They already have this app in this role.");
    public static readonly Problem NotAssigned = new(ProblemKind.Conflict, "apps.not_assigned", "This assignment does not exist any more.");
}
