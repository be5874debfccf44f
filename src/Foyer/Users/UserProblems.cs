using Foyer.Web;

namespace Foyer.Users;

internal static class UserProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "users.not_found", "There is no such user. They may have been removed meanwhile.");
    public static readonly Problem NoSuchCountry = new(ProblemKind.BadRequest, "users.country", "The usage location is a country as two letters, such as DE or US.");
    public static readonly Problem Yourself = new(ProblemKind.Conflict, "users.yourself", "You cannot do this to your own account. Ask another administrator.");
    public static readonly Problem NameMissing = new(ProblemKind.BadRequest, "users.name", "Write the name of the person.");
    public static readonly Problem BadUserName = new(ProblemKind.BadRequest, "users.user_name", "The user name may have letters a to z, digits, dots, hyphens and underscores, such as anna.schmidt.");
    public static readonly Problem ForeignDomain = new(ProblemKind.BadRequest, "users.foreign_domain", "Members have an address in one of your organisation's own domains. Invite everybody else as a guest.");
    public static readonly Problem AddressTaken = new(ProblemKind.Conflict, "users.address_taken", "Somebody has this address already. Choose another user name.");
    public static readonly Problem NoSuchRole = new(ProblemKind.BadRequest, "users.no_such_role", "There is no such role. Choose one of the list.");
    public static readonly Problem MayNotGiveRoles = new(ProblemKind.Forbidden, "users.may_not_give_roles", "Only a Global Administrator gives roles. Add the person without one, or ask a Global Administrator.");
    public static readonly Problem StandsAbove = new(ProblemKind.Forbidden, "users.stands_above", "This user is a Global Administrator. Only another Global Administrator can do this.");
}
