using Foyer.Web;
using static System.FormattableString;

namespace Foyer.Licences;

/// <summary>Where Graph's clients match a sentence (digest 5.6), it stands here in those words.</summary>
internal static class LicenceProblems
{
    public static readonly Problem NoSuchUser = new(ProblemKind.NotFound, "licences.no_such_user", "There is no such user. They may have been removed meanwhile.");
    public static readonly Problem NoSuchGroup = new(ProblemKind.NotFound, "licences.no_such_group", "There is no such group. It may have been deleted meanwhile.");
    public static readonly Problem NothingAsked = new(ProblemKind.BadRequest, "licences.nothing", "Name a licence to give or to take away.");
    public static readonly Problem BadLocation = new(ProblemKind.BadRequest, "licences.location", "License assignment cannot be done for user with invalid usage location.");
    public static readonly Problem NotHeld = new(ProblemKind.BadRequest, "licences.not_held", "User does not have a corresponding license.");
    public static readonly Problem GroupHasNot = new(ProblemKind.BadRequest, "licences.group_has_not", "Group does not have a corresponding license.");
    public static readonly Problem Inherited = new(ProblemKind.BadRequest, "licences.inherited", "User license is inherited from a group membership and it cannot be removed directly from the user.");

    public static Problem Unknown(Guid sku) => new(ProblemKind.BadRequest, "licences.unknown", $"License {sku} does not correspond to a valid company License.");

    public static Problem NotForUsers(Guid sku) => new(ProblemKind.BadRequest, "licences.not_for_users", $"License {sku} cannot be assigned to a user.");

    public static Problem NoSuchPlan(Guid sku, IEnumerable<Guid> plans) => new(ProblemKind.BadRequest, "licences.no_such_plan", $"Service plans {Named(plans)} do not belong to license {sku}.");

    public static Problem NoSeats(Guid sku) => new(ProblemKind.BadRequest, "licences.no_seats", $"Subscription with SKU {sku} does not have any available licenses.");

    public static Problem Exclusive(IEnumerable<Guid> plans) => new(ProblemKind.BadRequest, "licences.exclusive", $"License assignment failed because service plans {Named(plans)} are mutually exclusive.");

    public static Problem Depends(Guid plan, IEnumerable<Guid> on) => new(ProblemKind.BadRequest, "licences.depends", $"License assignment failed because service plan {plan} depends on the service plan(s) {Named(on)}");

    public static Problem Catalogue(string where, string what) => new(ProblemKind.BadRequest, "licences.catalogue", Invariant($"{where}: {what}"));

    private static string Named(IEnumerable<Guid> ids) => string.Join(',', ids);
}
