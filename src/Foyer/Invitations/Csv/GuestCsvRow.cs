using Foyer.Web;

namespace Foyer.Invitations.Csv;

/// <summary>What is wrong with a cell: its label as in the file (null when the whole row is meant), a stable code, a sentence that says what to do.</summary>
public sealed record CellProblem(string? Column, string Code, string Reason);

/// <summary>One guest as the file describes them. A cell with a problem is null or empty here; other cells of the row are still read.</summary>
public sealed class GuestCsvRow
{
    /// <summary>Where the row starts, as an editor counts lines, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>As typed, for reports. <see cref="Address"/> is what to compare and to store.</summary>
    public required string Email { get; init; }

    public EmailAddress? Address { get; init; }

    /// <summary>Null in the portal's layout, which has no such column.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The app whose name the invitation carries. It grants nothing.</summary>
    public Guid? InviteAppId { get; init; }

    public string? InviteReplyUrl { get; init; }

    /// <summary>App ids to assign, each once.</summary>
    public IReadOnlyList<Guid> AppIds { get; init; } = [];

    /// <summary>Object ids of groups to join, each once.</summary>
    public IReadOnlyList<Guid> GroupIds { get; init; } = [];

    public string? ContactUsUrl { get; init; }

    /// <summary>One of <see cref="GuestLanguages.All"/>, or null when the file does not say.</summary>
    public string? Language { get; init; }

    public DateOnly? AccessExpires { get; init; }

    public string? Message { get; init; }

    public EmailAddress? Sponsor { get; init; }

    public bool SendMail { get; init; } = true;

    /// <summary>What an invitation that is made singly says beyond a row of a file; null for rows of files.</summary>
    public SingleTerms? Single { get; init; }

    public IReadOnlyList<CellProblem> Errors { get; init; } = [];
}
