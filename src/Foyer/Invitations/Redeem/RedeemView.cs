using Foyer.Web;
using Foyer.Web.Pages;
using Foyer.Web.Text;

namespace Foyer.Invitations;

/// <summary>What a link carries. A page that was opened with it hands it on in its forms; it stands in no cookie.</summary>
public sealed record Link(Guid Tenant, Guid User, string Ticket)
{
    public string Query => $"?tenant={Tenant:D}&user={User:D}&ticket={Uri.EscapeDataString(Ticket)}";

    public static Link? Of(HttpRequest request) => Of(request.Query["tenant"], request.Query["user"], request.Query["ticket"]);

    public static Link? Of(IFormCollection form) => Of(form["tenant"], form["user"], form["ticket"]);

    private static Link? Of(string? tenant, string? user, string? ticket) =>
        Guid.TryParse(tenant, out var tenantId) && Guid.TryParse(user, out var userId) && InvitationSecret.Of(ticket) is not null ? new(tenantId, userId, ticket!) : null;

    /// <summary>Never shows the secret, wherever a record is printed.</summary>
    public override string ToString() => $"link {User}";
}

/// <summary>What every page of an invitation shows and says; <paramref name="Link"/> only on pages that were opened with it.</summary>
public sealed record RedeemView(Offer Offer, Texts Text, PageBrand? Brand, Link? Link, IReadOnlyList<(Language Language, string Href)> Languages, DateTime Now, string CorrelationId)
{
    public string Organisation => Offer.Tenant.DisplayName;
    public string Address => Offer.Invitation.Address;
    /// <summary>A person by name; where an app invited, the organisation it speaks for.</summary>
    public string Inviter => Offer.Invitation.InvitedByApp ? Organisation : Offer.Invitation.InviterName;

    public string? HelpUrl => OutsideLink.Of(Offer.Invitation.ContactUrl) ?? OutsideLink.Of(Offer.Tenant.ContactUrl);
    public string? PrivacyUrl => OutsideLink.Of(Offer.Tenant.PrivacyStatementUrl);

    /// <summary>The app by name, as the mail said it: even an app that the guest may not open yet.</summary>
    public string? AppName => Offer.Main?.Name;

    public string Until => Text.Day(Offer.Invitation.ExpiresAt);
    public int DaysLeft => InvitationTerms.DaysLeft(Offer.Invitation.ExpiresAt, Now);

    /// <summary>The text that speaks of the app where there is one, else its variant without.</summary>
    public string Say(string key) => AppName is { } app
        ? Text[key + ".app", ("organisation", Organisation), ("app", app), ("address", Address), ("inviter", Inviter)]
        : Text[key, ("organisation", Organisation), ("address", Address), ("inviter", Inviter)];

    public string Plain(string key) => Text[key, ("organisation", Organisation), ("address", Address), ("inviter", Inviter), ("day", Until)];
}
