using Foyer.Branding;
using Foyer.Tenants;
using Foyer.Web;
using Foyer.Web.Text;

namespace Foyer.Invitations.Letters;

/// <summary>The organisation as a letter shows it: its name, its verified domain, its colour, its logo where it has one.</summary>
public sealed record LetterBrand(string Name, string? Domain, string Monogram, Accent Accent)
{
    public MailLogo? Logo { get; init; }

    public static LetterBrand Of(Tenant tenant, string? domain)
    {
        var name = Printable.Line(tenant.DisplayName);
        return new(name, domain, Web.Monogram.Of(name), Accent.Of(tenant.AccentColor));
    }
}

/// <summary>The app that the letter invites to, or will open as well.</summary>
public sealed record LetterApp(string Name, string Monogram, Accent Accent)
{
    public static LetterApp Of(string displayName, string? accent)
    {
        var name = Printable.Line(displayName);
        return new(name, Web.Monogram.Of(name), Letters.Accent.Of(accent));
    }
}

/// <summary>Everything an invitation letter says, ready to be shown: cleaned of what nobody sees, in the language of the reader.</summary>
public sealed record InvitationLetter(Texts Text, LetterBrand Brand, string GuestName, string GuestAddress, string Link, DateTime ExpiresAt, int DaysLeft)
{
    /// <summary>Null when an app invites: then only the organisation is named.</summary>
    public string? InviterName { get; init; }
    public string? InviterMail { get; init; }
    public LetterApp? App { get; init; }
    public IReadOnlyList<LetterApp> FurtherApps { get; init; } = [];
    public string? Message { get; init; }
    public string? ContactUrl { get; init; }
    public string? PrivacyUrl { get; init; }

    public string Subject => App is null
        ? Text["mail.invite.subject", ("organisation", Brand.Name)]
        : Text["mail.invite.subject.app", ("organisation", Brand.Name), ("app", App.Name)];

    /// <summary>Who invites to what, in a sentence.</summary>
    public string Offer => Text[(InviterName, App) switch
    {
        (null, null) => "mail.invite.offer",
        (null, _) => "mail.invite.offer.app",
        (_, null) => "mail.invite.offer.person",
        _ => "mail.invite.offer.person.app",
    }, ("organisation", Brand.Name), ("app", App?.Name ?? ""), ("person", InviterName ?? "")];

    public string Until => DaysLeft == 0
        ? Text["mail.invite.until.today", ("day", Text.Day(ExpiresAt))]
        : Text.Count("mail.invite.until", DaysLeft, ("day", Text.Day(ExpiresAt)));

    public string Why => InviterName is null
        ? Text["mail.invite.why", ("organisation", Brand.Name), ("address", GuestAddress)]
        : Text["mail.invite.why.person", ("organisation", Brand.Name), ("address", GuestAddress), ("person", InviterName)];

    /// <summary>Where questions go: the contact of the invitation, and the inviter, who gets the replies.</summary>
    public IEnumerable<string> Questions
    {
        get
        {
            if (ContactUrl is not null) yield return Text["mail.invite.contact", ("organisation", Brand.Name), ("url", ContactUrl)];
            if (InviterMail is not null) yield return Text["mail.invite.reply", ("person", InviterName ?? InviterMail), ("address", InviterMail)];
        }
    }

    public string Privacy => PrivacyUrl is null
        ? Text["mail.invite.privacy.none", ("organisation", Brand.Name)]
        : Text["mail.invite.privacy", ("organisation", Brand.Name), ("url", PrivacyUrl)];

    /// <summary>What the organisation will learn, each an item of a list.</summary>
    public IReadOnlyList<string> Shared =>
    [
        Text["mail.invite.shared.identity", ("address", GuestAddress)],
        Text["mail.invite.shared.signins", ("organisation", Brand.Name)],
    ];
}
