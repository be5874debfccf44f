using Foyer.Invitations;
using Foyer.SignIn;

namespace Foyer.Tests.Redeem;

public class NextStepTests
{
    /// <summary>offer, who, home, account, mailbox proven, account proves → step.</summary>
    [Theory]
    [InlineData("Open", "Nobody", "Managed", true, true, true, "SignIn")]
    [InlineData("Open", "Nobody", "Managed", true, false, true, "SignIn")]
    [InlineData("Open", "Nobody", "Managed", false, true, false, "NoAccountAtHome")]
    [InlineData("Open", "Nobody", "Managed", false, false, false, "SignIn")]
    [InlineData("Open", "Nobody", "Unmanaged", true, true, true, "SignIn")]
    [InlineData("Open", "Nobody", "Unmanaged", true, false, true, "ProveMailbox")]
    [InlineData("Open", "Nobody", "Unmanaged", false, true, false, "SignUp")]
    [InlineData("Open", "Nobody", "Unmanaged", false, false, false, "ProveMailbox")]
    [InlineData("Open", "Nobody", "Personal", true, true, true, "SignIn")]
    [InlineData("Open", "Nobody", "Personal", true, false, true, "ProveMailbox")]
    [InlineData("Open", "Nobody", "None", false, true, false, "SignUp")]
    [InlineData("Open", "Nobody", "None", false, false, false, "ProveMailbox")]
    [InlineData("Open", "Recipient", "Managed", true, false, true, "Consent")]
    [InlineData("Open", "Recipient", "Unmanaged", true, false, true, "Consent")]
    [InlineData("Open", "Recipient", "Unmanaged", true, false, false, "ProveMailbox")]
    [InlineData("Open", "Recipient", "Unmanaged", true, true, false, "Consent")]
    [InlineData("Open", "SomebodyElse", "Managed", true, true, true, "SwitchAccount")]
    [InlineData("Open", "SomebodyElse", "None", false, true, false, "SwitchAccount")]
    [InlineData("Redeemed", "Recipient", "Managed", true, false, true, "Enter")]
    [InlineData("Redeemed", "Nobody", "Managed", true, false, true, "SignIn")]
    [InlineData("Redeemed", "Nobody", "None", false, true, false, "SignIn")]
    [InlineData("Redeemed", "SomebodyElse", "Managed", true, true, true, "SwitchAccount")]
    public void Each_situation_has_one_next_step(string offer, string who, string home, bool account, bool proven, bool proves, string step) =>
        Assert.Equal(Enum.Parse<Step>(step), NextStep.Of(new(Enum.Parse<OfferState>(offer), Enum.Parse<Bystander>(who), Enum.Parse<HomeKind>(home), account, proven, proves)));

    [Fact]
    public void A_closed_offer_is_closed_for_everybody()
    {
        foreach (var s in All().Where(s => s.Offer is not (OfferState.Open or OfferState.Redeemed))) Assert.Equal(Step.Closed, NextStep.Of(s));
    }

    [Fact]
    public void Rule04_Consent_needs_proof_of_the_mailbox_or_the_account_itself()
    {
        foreach (var s in All().Where(s => NextStep.Of(s) == Step.Consent))
            Assert.True(s is { Offer: OfferState.Open, Who: Bystander.Recipient } && (s.MailboxProven || s.AccountProves));
    }

    [Fact]
    public void Rule06_Nobody_signs_up_where_an_organisation_manages_the_domain_or_without_a_proven_mailbox()
    {
        foreach (var s in All().Where(s => NextStep.Of(s) == Step.SignUp))
            Assert.True(s.Home != HomeKind.Managed && s is { MailboxProven: true, HasAccount: false, Who: Bystander.Nobody });
    }

    [Fact]
    public void Rule20_Without_proof_the_step_does_not_tell_whether_there_is_an_account()
    {
        foreach (var s in All().Where(s => s is { Who: Bystander.Nobody, MailboxProven: false }))
            Assert.Equal(NextStep.Of(s), NextStep.Of(s with { HasAccount = !s.HasAccount, AccountProves = !s.AccountProves }));
    }

    private static IEnumerable<Standing> All() =>
        from offer in Enum.GetValues<OfferState>()
        from who in Enum.GetValues<Bystander>()
        from home in Enum.GetValues<HomeKind>()
        from account in new[] { false, true }
        from proven in new[] { false, true }
        from proves in new[] { false, true }
        select new Standing(offer, who, home, account, proven, proves);
}
