using System.Globalization;
using Foyer.Invitations.Csv;
using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>Why a file or a batch is refused.</summary>
internal static class BatchProblems
{
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "batch.not_found", "There is no batch with this id here.");

    public static readonly Problem MayNotInvite = new(ProblemKind.Forbidden, "invitations.not_allowed",
        "You may not invite guests here: ask an administrator for the role Guest Inviter, or for the permission User.Invite.All.");

    public static readonly Problem NoFile = new(ProblemKind.BadRequest, "csv.no_file",
        "The form has no part named “file”: send the CSV file there, or as the body with the type text/csv.");

    public static readonly Problem UnknownOutcome = new(ProblemKind.BadRequest, "batch.outcome", "An outcome is invited, updated, skipped or failed.");

    public static readonly Problem UnknownMail = new(ProblemKind.BadRequest, "batch.mail", "A mail is queued, sent, deferred, failed or cancelled.");

    public static Problem Unreadable(GuestCsvProblem problem) => new(ProblemKind.BadRequest, problem.Code, problem.Sentence);

    public static Problem TooLarge(long limit) => new(ProblemKind.TooLarge, "csv.too_large",
        string.Create(CultureInfo.InvariantCulture, $"The file is larger than {limit / (1024 * 1024):N0} MB: split it into several files."));

    /// <summary>The state forbids what was asked for; <paramref name="wanted"/> is a participle such as “paused”.</summary>
    public static Problem Not(string wanted, BatchState state) => new(ProblemKind.Conflict, "batch.state",
        $"A batch that is {state.ToString().ToLowerInvariant()} cannot be {wanted}.");

    /// <summary>Not an error: the batch goes on by itself when the hour is over (security rule 18).</summary>
    public static string LimitReached(BatchShare share) => string.Create(CultureInfo.InvariantCulture,
        $"{share.Max:N0} invitations an hour is the limit here (Foyer:Limits:{share.Limit}), and it is reached. The rest follows by itself from {share.Until:HH:mm} UTC on. When the limit has been raised, pause and resume.");

    public static string InviterLostRights(string name) =>
        $"{name} may no longer invite guests (the account was removed, blocked or lost its role). Give the right back and resume, or cancel the batch.";
}
