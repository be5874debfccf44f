using Foyer.Web;

namespace Foyer.Apps;

internal static class ConsentProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "consents.not_found", "There is no such consent. It may have been taken back meanwhile.");
    public static readonly Problem NoSuchApp = new(ProblemKind.NotFound, "consents.no_such_app", "There is no such app. It may have been deleted meanwhile.");
    public static readonly Problem NoSuchPermission = new(ProblemKind.BadRequest, "consents.no_such_permission", "The app asks for a permission that does not exist or is switched off.");
    public static readonly Problem NotAllowed = new(ProblemKind.Forbidden, "consents.not_allowed", "Only a Global Administrator allows this for the organisation. Ask one to do it.");
    public static readonly Problem Exists = new(ProblemKind.Conflict, "consents.exists", "There is such a consent already. Change that one.");
    public static readonly Problem TooMany = new(ProblemKind.BadRequest, "consents.too_many", "The app asks for more permissions than one consent can hold.");

    public static Problem NotOffered(string name) => new(ProblemKind.BadRequest, "consents.not_offered", $"The resource offers no permission “{Printable.Excerpt(name)}” in people's names.");
}
