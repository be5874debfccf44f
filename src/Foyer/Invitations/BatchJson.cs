namespace Foyer.Invitations;

/// <summary>A batch on the wire (contract section 3).</summary>
internal sealed record BatchJson(
    Guid Id, string State, int? Total, int Processed, int Invited, int Updated, int Skipped, int Failed, BatchMail Mail,
    DateTime CreatedDateTime, DateTime? StartedDateTime, DateTime? CompletedDateTime,
    string FileName, IReadOnlyList<string> UnknownColumns, string? Problem, bool Undoing, double? RowsPerSecond, double? RemainingSeconds)
{
    public static BatchJson Of(BatchView view)
    {
        var b = view.Batch;
        return new(b.Id, Word(b.State), b.Total, b.Position, b.Invited, b.Updated, b.Skipped, b.Failed, view.Mail, b.CreatedAt, b.StartedAt, b.CompletedAt,
            b.FileName, b.UnknownColumns, b.Problem, view.Undoing, view.RowsPerSecond, view.Remaining?.TotalSeconds);
    }

    public static BatchRowJson Of(BatchOutcome outcome)
    {
        var row = outcome.Row;
        return new(row.Line, row.Email, Word(row.Outcome), row.Code, row.Column, row.Reason, row.UserId, outcome.Mail is { } mail ? Word(mail) : null, outcome.MailReply);
    }

    /// <summary>The value of a word, or null for anything else; numbers are no words.</summary>
    public static T? Read<T>(string? word) where T : struct, Enum =>
        word is { Length: > 0 } && char.IsAsciiLetter(word[0]) && Enum.TryParse<T>(word, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

internal sealed record BatchRowsJson(IEnumerable<BatchRowJson> Value, string? NextLink);

internal sealed record BatchRowJson(int Line, string Email, string Outcome, string? Code, string? Column, string? Reason, Guid? UserId, string? Mail, string? MailReply);
