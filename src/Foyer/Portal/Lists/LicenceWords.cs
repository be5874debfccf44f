using Foyer.Licences;
using Foyer.Web;

namespace Foyer.Portal.Lists;

/// <summary>States of licences in an administrator's words.</summary>
internal static class LicenceWords
{
    public static (string Word, string Tone) Of(SkuState state) => state switch
    {
        SkuState.Enabled => ("Active", "success"),
        SkuState.Warning => ("In its grace period", "warning"),
        SkuState.Suspended => ("Suspended", "danger"),
        SkuState.LockedOut => ("Locked", "danger"),
        _ => ("Ended", "danger"),
    };

    public static (string Word, string Tone) Of(AssignmentState state, AssignmentError? error) => state switch
    {
        AssignmentState.Active => ("Active", "success"),
        AssignmentState.Disabled => ("Off", "neutral"),
        _ => (Reason(error), "danger"),
    };

    /// <summary>A refusal in plain words; the sentence of the problem itself is Graph's, because programs match it.</summary>
    public static string Plain(Problem problem) => problem.Code switch
    {
        "licences.location" => "Set the person's usage location first: the country where they use it. The product may also be prohibited in the country that is set.",
        "licences.no_seats" => "No seat is free. " + Cure(AssignmentError.CountViolation),
        "licences.exclusive" => "This licence conflicts with another one that they hold. " + Cure(AssignmentError.MutuallyExclusiveViolation),
        "licences.depends" => "Plans of different licences need each other here: give the one that is needed first, and take it away last.",
        "licences.not_held" or "licences.group_has_not" => "They do not have this licence any more.",
        "licences.inherited" => "A group gives them this licence. Take them out of the group, or take the licence from the group.",
        "licences.unknown" => "Your organisation does not have this licence any more.",
        _ => problem.Sentence,
    };

    public static string Reason(AssignmentError? error) => error switch
    {
        AssignmentError.CountViolation => "No seat free",
        AssignmentError.MutuallyExclusiveViolation => "Conflicts with another licence",
        AssignmentError.DependencyViolation => "Another licence is missing",
        AssignmentError.ProhibitedInUsageLocationViolation => "Usage location missing or not allowed",
        _ => "Not given",
    };

    /// <summary>What the administrator can do about it.</summary>
    public static string Cure(AssignmentError? error) => error switch
    {
        AssignmentError.CountViolation => "Take the licence from somebody else, or ask whoever runs this server for more seats. The next free seat is given by itself.",
        AssignmentError.MutuallyExclusiveViolation => "Switch off one of the two plans, or take one of the licences away.",
        AssignmentError.DependencyViolation => "Give the licence that this one needs.",
        AssignmentError.ProhibitedInUsageLocationViolation => "Set the person's usage location to a country where the product may be used.",
        _ => "",
    };
}
