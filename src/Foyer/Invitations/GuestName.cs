using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>What a guest is called in the directory (digest 2.9), made from the invited address.</summary>
internal static class GuestName
{
    /// <summary>
    /// <c>local_domain#EXT#</c>, also the mail nickname. No domain contains <c>_</c>, so two addresses never make the same one;
    /// it can only be taken by a guest whose address was changed later.
    /// </summary>
    public static string Nickname(EmailAddress address) => $"{address.LocalPart}_{address.Domain}#EXT#";

    public static string PrincipalName(string nickname, string initialDomain) => $"{nickname}@{initialDomain}";

    /// <summary>The name for when the plain one is taken: the end of the guest's own id makes it unique.</summary>
    public static string Nickname(EmailAddress address, Guid id) => $"{address.LocalPart}_{address.Domain}_{id.ToString("N")[^8..]}#EXT#";
}
