namespace Foyer.Web;

/// <summary>Where the work of this scope comes from: what the audit log and error pages name. Set once at the door.</summary>
public sealed class RequestInfo
{
    public string? IpAddress { get; set; }
    public string CorrelationId { get; set; } = Guid.CreateVersion7().ToString("D");
}
