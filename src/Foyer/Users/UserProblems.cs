using Foyer.Web;

namespace Foyer.Users;

internal static class UserProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "users.not_found", "There is no such user. They may have been removed meanwhile.");
    public static readonly Problem NoSuchCountry = new(ProblemKind.BadRequest, "users.country", "The usage location is a country as two letters, such as DE or US.");
    public static readonly Problem Yourself = new(ProblemKind.Conflict, "users.yourself", "You cannot do this to your own account. Ask another administrator.");
    public static readonly Problem StandsAbove = new(ProblemKind.Forbidden, "users.stands_above", "This user holds a higher administrator role. Only somebody whose role is as high can do this.");
    public static readonly Problem LastAdmin = new(ProblemKind.Conflict, "users.last_admin", "This is the last Global Administrator. Give somebody else the role first.");
    public static readonly Problem NotAllowed = new(ProblemKind.Forbidden, "users.not_allowed", "This change needs more rights than you hold here.");
    public static readonly Problem NameTaken = new(ProblemKind.Conflict, "users.name_taken", "Another user has this user principal name. Choose another one.");
    public static readonly Problem MailTaken = new(ProblemKind.Conflict, "users.mail_taken", "Another user has this mail address. Choose another one.");
    public static readonly Problem GuestsAreInvited = new(ProblemKind.BadRequest, "users.guests_are_invited", "Guests are invited, not created: make an invitation for their address.");
    public static readonly Problem AlreadySponsor = new(ProblemKind.Conflict, "users.already_sponsor", "This user is a sponsor already.");
    public static readonly Problem TooManySponsors = new(ProblemKind.BadRequest, "users.too_many_sponsors", "A user has at most five sponsors. Remove one first.");
    public static readonly Problem OwnManager = new(ProblemKind.BadRequest, "users.own_manager", "Nobody is their own manager.");
    public static readonly Problem NameMissing = new(ProblemKind.BadRequest, "users.name", "Write the name of the person.");
    public static readonly Problem BadUserName = new(ProblemKind.BadRequest, "users.user_name", "The user name may have letters a to z, digits, dots, hyphens and underscores, such as anna.schmidt.");
    public static readonly Problem ForeignDomain = new(ProblemKind.BadRequest, "users.foreign_domain", "Members have an address in one of your organisation's own domains. Invite everybody else as a guest.");
    public static readonly Problem AddressTaken = new(ProblemKind.Conflict, "users.address_taken", "Somebody has this address already. Choose another user name.");
    public static readonly Problem NoSuchRole = new(ProblemKind.BadRequest, "users.no_such_role", "There is no such role. Choose one of the list.");
    public static readonly Problem HoldsRole = new(ProblemKind.Conflict, "users.holds_role", "They hold this role already.");
    public static readonly Problem LacksRole = new(ProblemKind.Conflict, "users.lacks_role", "They do not hold this role any more.");
    public static readonly Problem MayNotGiveRoles = new(ProblemKind.Forbidden, "users.may_not_give_roles", "Only a Global Administrator gives roles. Add the person without one, or ask a Global Administrator.");

    /// <summary>The code ends in the attribute's name.</summary>
    public static Problem Invalid(string attribute) => new(ProblemKind.BadRequest, "users.invalid." + attribute, $"The value of {attribute} is not valid.");
}
