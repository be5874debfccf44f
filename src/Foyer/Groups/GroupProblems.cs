using Foyer.Web;

namespace Foyer.Groups;

internal static class GroupProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "groups.not_found", "There is no such group. It may have been deleted meanwhile.");
    public static readonly Problem NotYours = new(ProblemKind.Forbidden, "groups.not_yours", "Only an administrator of groups or an owner of this group can change it.");
    public static readonly Problem NameMissing = new(ProblemKind.BadRequest, "groups.name", "Give the group a name of 1 to 256 characters, without line breaks or invisible characters.");
    public static readonly Problem DescriptionTooLong = new(ProblemKind.BadRequest, "groups.description", "The description may have at most 1,024 characters.");
    public static readonly Problem BadNickname = new(ProblemKind.BadRequest, "groups.nickname", "The mail nickname has 1 to 64 letters, digits or signs of the English keyboard, but no space and none of @ ( ) \\ [ ] \" ; : < > ,");
    public static readonly Problem NoSuchUser = new(ProblemKind.NotFound, "groups.no_such_user", "There is no such user. They may have been removed meanwhile.");
    public static readonly Problem NoSuchMember = new(ProblemKind.NotFound, "groups.no_such_member", "There is no such user or group. They may have been removed meanwhile.");
    public static readonly Problem AlreadyMember = new(ProblemKind.Conflict, "groups.already_member", "They are already a member of the group.");
    public static readonly Problem NotMember = new(ProblemKind.Conflict, "groups.not_member", "They are not a member of the group any more.");
    public static readonly Problem Cycle = new(ProblemKind.BadRequest, "groups.cycle", "The group would become a member of itself, because it already lies inside the one that you want to add. Choose another group.");
    public static readonly Problem TooManyAtOnce = new(ProblemKind.BadRequest, "groups.too_many", "At most 20 members or owners can be added at once.");
    public static readonly Problem AlreadyOwner = new(ProblemKind.Conflict, "groups.already_owner", "They already own the group.");
    public static readonly Problem NotOwner = new(ProblemKind.Conflict, "groups.not_owner", "They do not own the group any more.");
    public static readonly Problem TooManyOwners = new(ProblemKind.BadRequest, "groups.too_many_owners", "A group has at most 100 owners.");
    public static readonly Problem NotDeleted = new(ProblemKind.NotFound, "groups.not_deleted", "There is no such deleted group. It may have been restored meanwhile.");
    public static readonly Problem TooLate = new(ProblemKind.Gone, "groups.too_late", "This group was deleted too long ago to be restored. Make a new one.");
}
