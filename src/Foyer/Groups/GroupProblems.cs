using Foyer.Web;

namespace Foyer.Groups;

internal static class GroupProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "groups.not_found", "There is no such group. It may have been deleted meanwhile.");
    public static readonly Problem NameMissing = new(ProblemKind.BadRequest, "groups.name", "Give the group a name of 1 to 256 characters, without line breaks or invisible characters.");
    public static readonly Problem DescriptionTooLong = new(ProblemKind.BadRequest, "groups.description", "The description may have at most 1,024 characters.");
    public static readonly Problem NoSuchUser = new(ProblemKind.NotFound, "groups.no_such_user", "There is no such user. They may have been removed meanwhile.");
    public static readonly Problem AlreadyMember = new(ProblemKind.Conflict, "groups.already_member", "This user is already a member of the group.");
    public static readonly Problem NotMember = new(ProblemKind.Conflict, "groups.not_member", "This user is not a member of the group any more.");
}
