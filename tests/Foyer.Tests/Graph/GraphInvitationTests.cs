using System.Net;
using Foyer.Invitations;
using Foyer.Mail;
using Foyer.Policies;
using Foyer.Tests.Guests;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Graph;

public class GraphInvitationTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule04_The_link_that_a_program_gets_proves_no_mailbox(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.InviteUsers);
        var answer = await client.Graph(HttpMethod.Post, "/invitations", """
            {"invitedUserEmailAddress":"alice@partner.example","inviteRedirectUrl":"https://x.example/","sendInvitationMessage":true,
             "invitedUserMessageInfo":{"ccRecipients":[{"emailAddress":{"address":"boss@partner.example"}}]}}
            """, HttpStatusCode.Created);
        var secret = InvitationSecret.Of(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(answer.GetProperty("inviteRedeemUrl").GetString()!).Query)["ticket"])!.Value;
        var invitation = await tenant.Invitation(answer.GetProperty("id").GetGuid());

        Assert.Equal(invitation.CopiedSecretHash!, secret.Hash);
        Assert.NotEqual(invitation.MailedSecretHash, secret.Hash);
        // Whoever gets the copy of the mail holds no more than that.
        await tenant.App.In(tenant.Id, async (services, db) =>
        {
            var mails = await db.OutgoingMails.Where(m => m.SubjectId == invitation.Id).OrderBy(m => m.Kind).ToListAsync();
            Assert.Equal([("invitation", "alice@partner.example"), ("invitation.copy", "boss@partner.example")], mails.Select(m => (m.Kind, m.Recipient)));
        });
    }

    [Theory, InlineData("InvitationsPerInviter", HttpStatusCode.Created), InlineData("InvitationsPerTenant", HttpStatusCode.TooManyRequests)]
    public async Task Rule18_Single_invitations_count_for_their_inviter_and_for_the_organisation(string limit, HttpStatusCode anotherInviter)
    {
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Limits:" + limit] = "2" });
        var tenant = await app.NewTenant();
        using var client = await tenant.GraphApp(Permissions.InviteUsers);
        using var other = await tenant.GraphApp(Permissions.InviteUsers);
        static string To(string name) => $$"""{"invitedUserEmailAddress":"{{name}}@partner.example","inviteRedirectUrl":"https://x.example/"}""";
        await client.Graph(HttpMethod.Post, "/invitations", To("one"), HttpStatusCode.Created);
        await client.Graph(HttpMethod.Post, "/invitations", To("two"), HttpStatusCode.Created);

        using var body = new StringContent(To("three"), System.Text.Encoding.UTF8, "application/json");
        using var refused = await client.PostAsync("/v1.0/invitations", body);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        await other.Graph(HttpMethod.Post, "/invitations", To("four"), anotherInviter);
        Assert.False(await app.In(tenant.Id, (_, db) => db.Users.AnyAsync(u => u.MailKey == "three@partner.example")));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Eight_who_invite_one_person_at_once_make_one_guest_with_one_open_invitation(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.InviteUsers);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Graph(HttpMethod.Post, "/invitations", """{"invitedUserEmailAddress":"alice@partner.example","inviteRedirectUrl":"https://x.example/"}""", HttpStatusCode.Created)));

        Assert.Single(answers.Select(a => a.GetProperty("invitedUser").GetProperty("id").GetGuid()).Distinct());
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            Assert.Equal(1, await db.Users.CountAsync(u => u.MailKey == "alice@partner.example"));
            Assert.Equal(1, await db.Invitations.CountAsync(i => i.AddressKey == "alice@partner.example" && i.State == InvitationState.Pending));
        });
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Nobody_with_a_role_is_bound_anew_by_an_app(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var inviter = await tenant.NewMember("Ines", DirectoryRoles.GuestInviter);
        using var client = await tenant.GraphApp(Permissions.WriteUsers);
        await client.Graph(HttpMethod.Patch, $"/users/{inviter.Id}", """{"givenName":"Ines"}""", HttpStatusCode.NoContent);

        var error = (await client.Graph(HttpMethod.Post, "/invitations", $$$"""{"invitedUserEmailAddress":"ines@private.example","inviteRedirectUrl":"https://x.example/","invitedUser":{"id":"{{{inviter.Id}}}"}}""", HttpStatusCode.Forbidden)).GetProperty("error");
        Assert.Equal(("Forbidden", "Generic authorization exception."), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_blocked_guest_is_named_in_the_refusal(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest();
        using var client = await tenant.GraphApp(Permissions.WriteUsers);
        await client.Graph(HttpMethod.Patch, $"/users/{guest.Id}", """{"accountEnabled":false}""", HttpStatusCode.NoContent);

        var error = (await client.Graph(HttpMethod.Post, "/invitations", $$"""{"invitedUserEmailAddress":"{{guest.Address.Address}}","inviteRedirectUrl":"https://x.example/"}""", HttpStatusCode.BadRequest)).GetProperty("error");
        Assert.Equal($"The invited user already exists in the directory as object ID: {guest.Id}, but the account is blocked from signing in. If the account is unblocked, they can use that account to sign in to shared apps and resources.", error.GetProperty("message").GetString());
    }
}
