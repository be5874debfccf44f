using Foyer.Policies;
using Foyer.Tests;
using Foyer.Tests.Guests;
using Foyer.Users;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using AllowInvitesFrom = Microsoft.Graph.Models.AllowInvitesFrom;

namespace Foyer.Compatibility.Tests;

public class InvitationTests
{
    private static Invitation For(string address) => new() { InvitedUserEmailAddress = address, InviteRedirectUrl = "https://moodle.example/" };

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_is_invited_with_everything_an_invitation_can_say(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna");
        var graph = await tenant.SdkApp(Permissions.InviteUsers, Permissions.ReadUsers);

        var invitation = For("Alice@partner.example");
        invitation.InvitedUserDisplayName = "Alice Partner";
        invitation.SendInvitationMessage = true;
        invitation.InvitedUserMessageInfo = new()
        {
            CustomizedMessageBody = "Welcome!\nSee you in class.", MessageLanguage = "de-DE",
            CcRecipients = [new() { EmailAddress = new() { Name = "Boss", Address = "boss@partner.example" } }],
        };
        invitation.InvitedUserSponsors = [new Microsoft.Graph.Models.User { Id = anna.Id.ToString() }];
        var answer = await graph.Invitations.PostAsync(invitation);

        Assert.Equal(("PendingAcceptance", "Guest", "Alice@partner.example", "Alice Partner", true, false), (answer!.Status, answer.InvitedUserType, answer.InvitedUserEmailAddress, answer.InvitedUserDisplayName, answer.SendInvitationMessage, answer.ResetRedemption));
        Assert.StartsWith(new Uri(tenant.App.Url, $"/redeem?tenant={tenant.Id:D}&user={answer.Id}&ticket=").ToString(), answer.InviteRedeemUrl, StringComparison.Ordinal);
        Assert.Equal(("Welcome!\nSee you in class.", "de-DE", "boss@partner.example"), (answer.InvitedUserMessageInfo!.CustomizedMessageBody, answer.InvitedUserMessageInfo.MessageLanguage, answer.InvitedUserMessageInfo.CcRecipients!.Single().EmailAddress!.Address));
        // Usable at once: nobody waits for the directory to notice.
        var guest = await graph.Users[answer.InvitedUser!.Id].GetAsync(r => { r.QueryParameters.Select = ["displayName", "mail", "otherMails", "userType", "externalUserState", "creationType", "userPrincipalName"]; r.QueryParameters.Expand = ["sponsors"]; });
        Assert.Equal(("Alice Partner", "Guest", "PendingAcceptance", "Invitation"), (guest!.DisplayName, guest.UserType, guest.ExternalUserState, guest.CreationType));
        Assert.Equal(anna.Id.ToString(), Assert.Single(guest.Sponsors!).Id);
        Assert.Equal("Alice@partner.example", Assert.Single(guest.OtherMails!));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Inviting_again_sends_anew_and_the_old_link_is_dead(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var graph = await tenant.SdkApp(Permissions.InviteUsers);
        var first = await graph.Invitations.PostAsync(For("alice@partner.example"));
        var second = await graph.Invitations.PostAsync(For("ALICE@partner.example"));

        Assert.Equal(first!.InvitedUser!.Id, second!.InvitedUser!.Id);
        Assert.NotEqual(first.InviteRedeemUrl, second.InviteRedeemUrl);
        using var browser = tenant.App.Browser();
        Assert.Equal(System.Net.HttpStatusCode.OK, (await browser.GetAsync(second.InviteRedeemUrl)).StatusCode);
        Assert.DoesNotContain("Contoso", await (await browser.GetAsync(first.InviteRedeemUrl)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(second.InvitedUserMessageInfo!.CcRecipients!.Single().EmailAddress!.Address);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_cannot_be_invited_is_refused_in_the_words_clients_match(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var member = await tenant.NewMember("Mia");
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            var row = (await db.Users.FindAsync(tenant.Id, member.Id))!;
            (row.Mail, row.MailKey) = ("mia@private.example", "mia@private.example");
            await db.SaveChangesAsync();
        });
        var graph = await tenant.SdkApp(Permissions.InviteUsers);

        Assert.Equal((400, "BadRequest", "This user cannot be invited because the domain of the user's email address is a verified domain of this directory."), await Sdk.Refused(() => graph.Invitations.PostAsync(For($"new@{tenant.Domain}"))));
        Assert.Equal((400, "BadRequest", $"The invited user already exists in the directory as object ID: {member.Id}. They can use that account to sign in to shared apps and resources."), await Sdk.Refused(() => graph.Invitations.PostAsync(For("mia@private.example"))));
        foreach (var bad in new[] { "a+b@partner.example", "~a@partner.example", "a&b@partner.example", ".a@partner.example", "no address", "a(b)@partner.example" })
            Assert.Equal((400, "BadRequest", "Invalid value specified for property 'invitedUserEmailAddress' of resource 'Invitation'."), await Sdk.Refused(() => graph.Invitations.PostAsync(For(bad))));
        Assert.Equal((400, "BadRequest"), (await Sdk.Refused(() => graph.Invitations.PostAsync(new Invitation { InvitedUserEmailAddress = "a@partner.example" }))) switch { var (s, c, _) => (s, c) });
        var asMember = For("bob@partner.example");
        asMember.InvitedUserType = "Member";
        Assert.Equal((403, "Forbidden", "Generic authorization exception."), await Sdk.Refused(() => graph.Invitations.PostAsync(asMember)));
        var unknown = For("bob@partner.example");
        (unknown.ResetRedemption, unknown.InvitedUser) = (true, new() { Id = member.Id.ToString() });
        Assert.Equal((403, "Forbidden", "Generic authorization exception."), await Sdk.Refused(() => graph.Invitations.PostAsync(unknown)));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Who_may_invite_is_the_organisations_choice(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var anna = await tenant.NewMember("Anna");
        var admin = await tenant.SdkAs(tenant.Admin, Permissions.WriteAuthorizationPolicy, Permissions.InviteUsers);
        var member = await tenant.SdkAs(anna, Permissions.InviteUsers);
        var refused = (403, "Forbidden", "Guest invitations not allowed for your company. Contact your company administrator for more details.");

        Assert.Equal(AllowInvitesFrom.AdminsAndGuestInviters, (await admin.Policies.AuthorizationPolicy.GetAsync())!.AllowInvitesFrom);
        Assert.Equal(refused, await Sdk.Refused(() => member.Invitations.PostAsync(For("alice@partner.example"))));
        await admin.Policies.AuthorizationPolicy.PatchAsync(new AuthorizationPolicy { AllowInvitesFrom = AllowInvitesFrom.AdminsGuestInvitersAndAllMembers });
        Assert.Equal("PendingAcceptance", (await member.Invitations.PostAsync(For("alice@partner.example")))!.Status);
        await admin.Policies.AuthorizationPolicy.PatchAsync(new AuthorizationPolicy { AllowInvitesFrom = AllowInvitesFrom.None, GuestUserRoleId = new("2af84b1e-32c8-42b7-82bc-daa82404023b") });
        Assert.Equal(refused, await Sdk.Refused(() => admin.Invitations.PostAsync(For("bob@partner.example"))));
        Assert.Equal(new Guid("2af84b1e-32c8-42b7-82bc-daa82404023b"), (await admin.Policies.AuthorizationPolicy.GetAsync())!.GuestUserRoleId);
        var app = await tenant.SdkApp(Permissions.InviteUsers);
        Assert.Equal(refused, await Sdk.Refused(() => app.Invitations.PostAsync(For("bob@partner.example"))));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_guest_starts_anew_and_a_member_moves_out(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var accepted = await tenant.NewGuest("Gustav", Foyer.Invitations.InvitationState.Redeemed);
        var member = await tenant.NewMember("Mia");
        var graph = await tenant.SdkApp(Permissions.WriteUsers);

        var reset = For(accepted.Address.Address);
        (reset.ResetRedemption, reset.InvitedUser) = (true, new() { Id = accepted.Id.ToString() });
        Assert.Equal("PendingAcceptance", (await graph.Invitations.PostAsync(reset))!.Status);
        Assert.Equal(("PendingAcceptance", (Guid?)null), (await tenant.Read(accepted.Id)) is var user ? (user.ExternalUserState.ToString(), user.HomeUserId) : default);

        reset = For("other@partner.example");
        (reset.ResetRedemption, reset.InvitedUser) = (true, new() { Id = accepted.Id.ToString() });
        Assert.Equal((400, "BadRequest", "The email you’re using to invite this user doesn’t match any emails on the user object. Please add this email to the user object and try again."), await Sdk.Refused(() => graph.Invitations.PostAsync(reset)));

        await graph.Users[member.Id.ToString()].PatchAsync(new Microsoft.Graph.Models.User { Mail = "mia@private.example" });
        var move = For("mia@private.example");
        move.InvitedUser = new() { Id = member.Id.ToString() };
        Assert.Equal(member.Id.ToString(), (await graph.Invitations.PostAsync(move))!.InvitedUser!.Id);
        var moved = await graph.Users[member.Id.ToString()].GetAsync(r => r.QueryParameters.Select = ["userType", "externalUserState"]);
        Assert.Equal(("Member", "PendingAcceptance"), (moved!.UserType, moved.ExternalUserState));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Twenty_requests_go_in_one_batch_and_wait_for_each_other(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var graph = await tenant.SdkApp(Permissions.InviteUsers, Permissions.ReadUsers);
        var batch = new BatchRequestContentCollection(graph);
        var list = await batch.AddBatchRequestStepAsync(graph.Users.ToGetRequestInformation(r => r.QueryParameters.Select = ["id"]));
        var invite = await batch.AddBatchRequestStepAsync(graph.Invitations.ToPostRequestInformation(For("alice@partner.example")));
        var count = await batch.AddBatchRequestStepAsync(graph.Users.ToGetRequestInformation(r => { r.QueryParameters.Count = true; r.Headers.Add("ConsistencyLevel", "eventual"); }));
        var missing = await batch.AddBatchRequestStepAsync(graph.Users["nobody@contoso.example"].ToGetRequestInformation());
        var answer = await graph.Batch.PostAsync(batch);

        Assert.Single((await answer.GetResponseByIdAsync<UserCollectionResponse>(list)).Value!);
        Assert.Equal("PendingAcceptance", (await answer.GetResponseByIdAsync<Invitation>(invite)).Status);
        Assert.Equal(2, (await answer.GetResponseByIdAsync<UserCollectionResponse>(count)).OdataCount);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await answer.GetResponsesStatusCodesAsync())[missing]);
    }
}
