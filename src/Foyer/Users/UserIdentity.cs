namespace Foyer.Users;

/// <summary>
/// A way in of one user, as Graph's <c>identities</c> names it (digest 2.9): how one signs in, who vouches for it, and as whom.
/// </summary>
public sealed record UserIdentity(string SignInType, string Issuer, string? IssuerAssignedId)
{
    public const string Federated = "federated";
    public const string ExternalIssuer = "ExternalAzureAD";

    /// <summary>The user principal name always; once an invitation is redeemed also the account at home, by its id there.</summary>
    public static IEnumerable<UserIdentity> Of(User user, string initialDomain)
    {
        yield return new("userPrincipalName", initialDomain, user.UserPrincipalName);
        if (user.HomeUserId is { } home) yield return new(Federated, ExternalIssuer, home.ToString("D"));
    }
}
