using Foyer.Web;

namespace Foyer.Invitations;

/// <summary>The address that a mail or a copied link leads to; made from the configured public URL only (security rule 12).</summary>
internal static class InvitationLink
{
    public static string Of(FoyerOptions options, Guid tenantId, Guid invitationId, InvitationSecret secret) =>
        options.Url($"/redeem?tenant={tenantId:D}&user={invitationId:D}&ticket={secret.Reveal()}");
}
