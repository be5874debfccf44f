using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>The address that a mailed or copied link has.</summary>
internal static class InvitationLink
{
    /// <summary>Made from the configured public address, never from a request (security rule 12). It carries a secret: give it to its recipient only.</summary>
    public static string Of(FoyerOptions options, Guid tenantId, Guid invitationId, InvitationSecret secret) =>
        options.Url($"/redeem?tenant={tenantId:D}&user={invitationId:D}&ticket={secret.Reveal()}");
}
