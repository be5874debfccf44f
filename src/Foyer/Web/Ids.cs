namespace Foyer.Web;

/// <summary>Makes identifiers: UUID version 7 (RFC 9562 section 5.7), so rows of one tenant lie in the order they were made.</summary>
public static class Ids
{
    public static Guid New(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow());
}

internal static class ClockExtensions
{
    extension(TimeProvider clock)
    {
        /// <summary>Now as the UTC <see cref="DateTime"/> that the store keeps.</summary>
        public DateTime UtcNow => clock.GetUtcNow().UtcDateTime;
    }
}
