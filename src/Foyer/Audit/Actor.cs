namespace Foyer.Audit;

/// <summary>
/// Who acts. An operation takes the kind of actor it needs as a parameter; only <c>Users/ResolveActor</c> makes them, from
/// the signed-in principal, the current tenant and the rights held now. So what needs a right cannot be called without it.
/// </summary>
public abstract record Actor
{
    internal Actor() { }

    /// <summary>The tenant in which the actor holds the right.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>Object id of the user or service principal; null for Foyer's own work.</summary>
    public required Guid? Id { get; init; }

    public required string Name { get; init; }
    public string? Mail { get; init; }
    public string? IpAddress { get; init; }
    public required string CorrelationId { get; init; }

    /// <summary>The audit row of a deed of this actor; add it in the transaction of the deed.</summary>
    public AuditEntry Did(TimeProvider clock, string activity, string category, string targetType, Guid? targetId, string? targetName,
        string? details = null, AuditResult result = AuditResult.Success, string? reason = null) => new()
        {
            TenantId = TenantId,
            Id = Web.Ids.New(clock),
            At = clock.GetUtcNow().UtcDateTime,
            Activity = activity,
            Category = category,
            Result = result,
            Reason = reason,
            ActorId = Id,
            ActorName = Name,
            IpAddress = IpAddress,
            CorrelationId = CorrelationId,
            TargetType = targetType,
            TargetId = targetId,
            TargetName = targetName,
            Details = details,
        };
}

/// <summary>Foyer itself: jobs, schedules, the command line.</summary>
public sealed record SystemActor : Actor;

/// <summary>Somebody at the door whose account is not yet known: the bearer of a mailed link, a failed sign-in.</summary>
public sealed record Visitor : Actor;
