using Foyer.SignIn;

namespace Foyer.Invitations;

/// <summary>Where an invitation stands at this moment.</summary>
public enum OfferState { Open, Redeemed, Expired, Revoked, Declined, Paused, Removed }

/// <summary>Who sits at the browser, as far as it has signed in.</summary>
internal enum Bystander { Nobody, Recipient, SomebodyElse }

internal enum Step { Closed, SignIn, SwitchAccount, ProveMailbox, SignUp, NoAccountAtHome, Consent, Enter }

/// <summary>
/// All that the next step depends on. <paramref name="AccountProves"/>: the recipient's account itself shows that the address is theirs,
/// because the organisation that owns the domain says so, or because the mailbox was proven when the account was made.
/// </summary>
internal sealed record Standing(OfferState Offer, Bystander Who, HomeKind Home, bool HasAccount, bool MailboxProven, bool AccountProves);

/// <summary>
/// What is still owed before a person is in; the one place where it is decided. Every step leads back here, none to another, so there
/// is no order to get wrong. An e-mail address that merely equals the invited one never counts (security rules 4 and 6): what counts is
/// the mailed secret, a mailed code, or a session of the very account that the address's own home keeps.
/// </summary>
internal static class NextStep
{
    public static Step Of(Standing s) => s switch
    {
        // A used link stays a way back for its owner, and for nobody else.
        { Offer: OfferState.Redeemed, Who: Bystander.Recipient } => Step.Enter,
        { Offer: OfferState.Redeemed, Who: Bystander.SomebodyElse } => Step.SwitchAccount,
        { Offer: OfferState.Redeemed } => Step.SignIn,
        { Offer: not OfferState.Open } => Step.Closed,

        { Who: Bystander.SomebodyElse } => Step.SwitchAccount,
        { Who: Bystander.Recipient } => s.AccountProves || s.MailboxProven ? Step.Consent : Step.ProveMailbox,

        // Whether an account exists is told only to who has proven the mailbox (security rule 20).
        { Home: HomeKind.Managed, HasAccount: false, MailboxProven: true } => Step.NoAccountAtHome,
        { Home: HomeKind.Managed } => Step.SignIn,
        { MailboxProven: false } => Step.ProveMailbox,
        { HasAccount: true } => Step.SignIn,
        _ => Step.SignUp,
    };
}
