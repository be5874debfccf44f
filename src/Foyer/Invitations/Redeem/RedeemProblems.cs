using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>Everything that is expected to go wrong on the way through an invitation. Pages say it in the reader's language.</summary>
internal static class RedeemProblems
{
    public static readonly Problem NotOpen = new(ProblemKind.Gone, "redeem.notOpen", "This invitation is not open any more.");
    public static readonly Problem Paused = new(ProblemKind.Conflict, "redeem.paused", "This invitation is paused: who sent it may not invite any more.");
    public static readonly Problem AlreadyGuest = new(ProblemKind.Conflict, "redeem.alreadyGuest", "This account is a guest of the organisation already, under another address.");
    public static readonly Problem WrongCode = new(ProblemKind.BadRequest, "redeem.wrongCode", "The code is not right.");
    public static readonly Problem OldCode = new(ProblemKind.Gone, "redeem.oldCode", "The code does not hold any more. Ask for a new one.");
    public static readonly Problem NameMissing = new(ProblemKind.BadRequest, "redeem.nameMissing", "Say how you are called.");
    public static readonly Problem NotProven = new(ProblemKind.Forbidden, "redeem.notProven", "The mailbox is not proven.");
    public static readonly Problem HasHome = new(ProblemKind.Conflict, "redeem.hasHome", "There is an account for this address.");
}
