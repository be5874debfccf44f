namespace Foyer.PowerShell.Connection;

/// <summary>What the server said no to: its status, its code for programs, its sentence for people.</summary>
public sealed class DirectoryException(int status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status; 0 when the server was not asked or did not answer.</summary>
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The id that the administrator finds in the server's log.</summary>
    public string? RequestId { get; set; }
}
