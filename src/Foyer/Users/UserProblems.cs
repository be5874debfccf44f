using Foyer.Web;

namespace Foyer.Users;

internal static class UserProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "users.not_found", "There is no such user. They may have been removed meanwhile.");
    public static readonly Problem Yourself = new(ProblemKind.Conflict, "users.yourself", "You cannot do this to your own account. Ask another administrator.");
    public static readonly Problem StandsAbove = new(ProblemKind.Forbidden, "users.stands_above", "This user is a Global Administrator. Only another Global Administrator can do this.");
}
