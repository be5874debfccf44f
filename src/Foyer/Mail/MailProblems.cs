using Foyer.Web;

namespace Foyer.Mail;

internal static class MailProblems
{
    public static readonly Problem Unknown = new(ProblemKind.NotFound, "mail.unknown", "There is no such mail in this organisation's outbox.");

    public static readonly Problem Finished = new(ProblemKind.Conflict, "mail.finished",
        "This mail is finished and its text is no longer kept. Send the invitation again from the guest's page; that makes a new link.");

    public static readonly Problem UnderWay = new(ProblemKind.Conflict, "mail.under_way", "This mail is on its way already.");
}
