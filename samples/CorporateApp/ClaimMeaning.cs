namespace CorporateApp;

/// <summary>Plain words for the claims an app receives, in the order in which a reader wants them.</summary>
internal static class ClaimMeaning
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["name"] = "The person's name, for showing",
        ["given_name"] = "First name",
        ["family_name"] = "Last name",
        ["email"] = "E-mail address, for contact; do not recognise people by it",
        ["email_verified"] = "Whether the address is proven",
        ["preferred_username"] = "What the person types to sign in; it may change",
        ["upn"] = "The person's sign-in name in the organisation",
        ["oid"] = "The person in this organisation; the same for all its apps",
        ["sub"] = "The person for this app only; recognise people by this",
        ["tid"] = "The organisation that let the person in",
        ["acct"] = "0: member of the organisation, 1: guest",
        ["idp"] = "Where the person really signed in; absent when it was here",
        ["altsecid"] = "The person at that other place",
        ["roles"] = "A role that the organisation gave the person in this app",
        ["groups"] = "A group of the organisation that the person belongs to",
        ["wids"] = "A directory role of the person",
        ["iss"] = "Who issued this: the sign-in service, for this organisation",
        ["aud"] = "Whom it is for: this app",
        ["ver"] = "Version of the token format",
        ["amr"] = "How the person proved who they are",
        ["acr"] = "How strong the proof was",
        ["sid"] = "This sign-in session",
        ["auth_time"] = "When the person last proved who they are",
        ["iat"] = "When the token was issued",
        ["nbf"] = "From when it is valid",
        ["exp"] = "Until when it is valid",
        ["nonce"] = "Ties the token to this browser's request",
        ["rh"] = "For the sign-in service's own use",
        ["uti"] = "The token's number",
        ["aio"] = "For the sign-in service's own use",
        ["at_hash"] = "Ties the token to the access token",
        ["c_hash"] = "Ties the token to the code",
    };

    private static readonly List<string> Order = [.. Words.Keys];

    public static string Of(string type) => Words.GetValueOrDefault(type, "");

    /// <summary>Known claims first, about the person before the technical ones; unknown ones last.</summary>
    public static int Rank(string type) => Order.IndexOf(type) is var i and >= 0 ? i : int.MaxValue;

    /// <summary>The value as a person reads it: seconds since 1970 become a UTC time.</summary>
    public static string Readable(string type, string value) =>
        type is "iat" or "nbf" or "exp" or "auth_time" && long.TryParse(value, out var seconds) && seconds is > 0 and < 253402300800
            ? $"{DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd HH:mm:ss} UTC"
            : value;
}
